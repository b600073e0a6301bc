/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_REACHABILITY_H
#define PEERUP_INJECTOR_REACHABILITY_H

#include "pairs.h"

#include <stdbool.h>

#define REACHABILITY_MAX_FLOWS 64

/* One direction of one pair. */
struct reachability_direction {
	const struct port *in;
	const struct port *out;
	int sent;		/* frames */
	int through;		/* flows of which a frame came out */
	double first_ms;	/* from the first send to the first arrival */
	bool arrived[REACHABILITY_MAX_FLOWS];
};

struct reachability {
	/* The request. */
	struct pairs pairs;
	int flows;
	int deadline_ms;
	/* The result. */
	struct reachability_direction directions[2 * PAIRS_MAX];
	int direction_count;
	double start_ms;	/* CLOCK_MONOTONIC */
};

/*
 * Sends frames of every flow in both directions through all pairs, again and
 * again, until one of each has come out or the time is up; 0 or -1.  All pairs
 * are probed at once, so that several wedged ones cost one deadline.
 */
int reachability_probe(struct reachability *request);

#endif
