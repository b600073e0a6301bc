/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_BARRIER_H
#define PEERUP_LITMUS_BARRIER_H

#include "clock.h"
#include "shapes.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Two threads that spin: neither goes on before both have arrived. */
struct barrier {
	_Alignas(SHAPE_CACHE_LINES) atomic_uint arrived[2];
	_Alignas(SHAPE_CACHE_LINES) atomic_bool given_up;
};

/*
 * Waits until the other thread has arrived in this round, too.  Rounds count
 * from 1, and self is 0 or 1.  False if either thread gave up at the deadline,
 * in clock_s() time.
 */
bool barrier_wait(struct barrier *barrier, int self, unsigned int round,
		  double deadline_s);

#endif
