/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_TRAFFIC_H
#define PEERUP_INJECTOR_TRAFFIC_H

#include "pairs.h"

#include <stdbool.h>

/* The frames that came out of a pair since the last traffic_arrivals(). */
struct traffic_arrivals {
	const struct port *out;
	long count;
	long long first_us;	/* CLOCK_MONOTONIC; 0: none */
};

/*
 * Starts a thread that sends into the first interface of every pair, until
 * traffic_stop() or for max_seconds.  0, or -1 with errno (EBUSY if it runs).
 */
int traffic_start(const struct pairs *pairs, int per_second, int max_seconds);

/* Fills in the arrivals of every pair; returns the number of pairs. */
int traffic_arrivals(struct traffic_arrivals arrivals[PAIRS_MAX]);

/* Stops the traffic; false if there was none. */
bool traffic_stop(long *sent, double *seconds);

#endif
