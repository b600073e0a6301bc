/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_EXPERIMENT_H
#define PEERUP_LITMUS_EXPERIMENT_H

#include "shapes.h"

struct experiment_bounds {
	unsigned long count;	/* of meetings on a cell, at the most */
	double seconds;		/* no new batch after that */
	unsigned int seed;	/* of the order in which cells are visited */
};

struct experiment_counts {
	unsigned long outcomes[4];
	unsigned long total;
	double seconds;
	int cpus[2];
};

enum experiment_result { EXPERIMENT_DONE, EXPERIMENT_ONE_CPU, EXPERIMENT_ERRNO, EXPERIMENT_LATE };

/* Runs a shape on two processors.  EXPERIMENT_ERRNO sets errno. */
enum experiment_result experiment_run(const struct shape *shape, const struct experiment_bounds *bounds,
		    struct experiment_counts *counts);

#endif
