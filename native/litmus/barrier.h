/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_BARRIER_H
#define PEERUP_LITMUS_BARRIER_H

#include "clock.h"
#include "shapes.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* A barrier of two threads that spin: neither goes on before both are there. */
struct barrier {
	_Alignas(SHAPE_CACHE_LINES) atomic_uint arrived[2];
	_Alignas(SHAPE_CACHE_LINES) atomic_bool given_up;
};

/*
 * Waits until the other thread, too, has come for the round-th time, from 1.
 * False if it has not by the deadline, or had given up itself.
 */
bool barrier_wait(struct barrier *barrier, int self, unsigned int round,
	  double deadline_s);

#endif
