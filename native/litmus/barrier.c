// SPDX-License-Identifier: MIT
#include "barrier.h"

/* Reading the clock takes longer than a round: read it rarely. */
#define SPINS_PER_CLOCK (1 << 14)

bool barrier_wait(struct barrier *barrier, int self, unsigned int round,
		  double deadline_s)
{
	atomic_uint *other = &barrier->arrived[!self];

	/*
	 * Release and acquire: what a thread wrote before the barrier (the
	 * cells that it reset, the values that it loaded) happens before what
	 * the other thread does after it.
	 */
	atomic_store_explicit(&barrier->arrived[self], round,
			      memory_order_release);
	for (unsigned int spins = 1;
	     (int)(atomic_load_explicit(other, memory_order_acquire) - round) <
		     0;
	     spins++) {
		if (spins % SPINS_PER_CLOCK)
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
