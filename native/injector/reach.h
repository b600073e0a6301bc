/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_REACH_H
#define PEERUP_INJECTOR_REACH_H

#include "pairs.h"

#include <stdbool.h>

#define MAX_FLOWS 64

/* One way through one pair. */
struct way {
	const struct port *in;
	const struct port *out;
	int sent;
	int through;		/* flows of which a frame came out */
	double first_ms;	/* from the first send to the first arrival */
	bool seen[MAX_FLOWS];
};

struct reach {
	/* What is asked. */
	struct pairs pairs;
	int flows;
	int deadline_ms;
	/* What came of it. */
	struct way ways[2 * MAX_PAIRS];
	int way_count;
	double start_ms;	/* CLOCK_MONOTONIC */
};

/*
 * Sends frames of every flow both ways through all pairs, over and over, until
 * one of each came out or the time is up; 0 or -1.  All at once: that nothing
 * comes out of several ways is found in the time of one.
 */
int reach_run(struct reach *reach);

#endif
