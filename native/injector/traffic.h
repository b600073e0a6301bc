/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_TRAFFIC_H
#define PEERUP_INJECTOR_TRAFFIC_H

#include "pairs.h"

#include <stdbool.h>

/* What came out of a pair since somebody asked. */
struct arrivals {
	const struct port *out;
	long count;
	long long first_us;	/* CLOCK_MONOTONIC; 0: none came */
};

/* Sends into the first interface of every pair, in a thread; 0 or -1. */
int traffic_start(const struct pairs *pairs, int per_second, int max_seconds);

/* Returns how many pairs there are, with what came since the last call. */
int traffic_arrivals(struct arrivals arrivals[MAX_PAIRS]);

/* Whether there was traffic to stop; what was sent, how long. */
bool traffic_stop(long *sent, double *seconds);

#endif
