// SPDX-License-Identifier: MIT
#include "barrier.h"

/* Looking at the clock costs more than a round: look now and then. */
#define SPINS_A_LOOK (1 << 14)

bool barrier_wait(struct barrier *barrier, int self, unsigned int round,
	  double deadline_s)
{
	atomic_uint *other = &barrier->arrived[!self];

	/*
	 * Release and acquire: what one thread wrote before the barrier (the
	 * cells it reset, what it read) the other sees after it.
	 */
	atomic_store_explicit(&barrier->arrived[self], round,
			      memory_order_release);
	for (unsigned int spins = 1;
	     (int)(atomic_load_explicit(other, memory_order_acquire) - round) <
		     0;
	     spins++) {
		if (spins % SPINS_A_LOOK)
			continue;
		if (atomic_load(&barrier->given_up))
			return false;
		if (clock_s() > deadline_s) {
			atomic_store(&barrier->given_up, true);
			return false;
		}
	}
	return true;
}
