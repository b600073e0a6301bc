/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_EXPERIMENT_H
#define PEERUP_LITMUS_EXPERIMENT_H

#include "shapes.h"

struct experiment_bounds {
	unsigned long count;	/* no new batch after so many outcomes */
	double seconds;		/* no new batch after that time */
	unsigned int seed;	/* of the order in which cells are visited */
};

struct experiment_counts {
	unsigned long outcomes[4];
	unsigned long total;
	double seconds;
	int cpus[2];
};

enum experiment_result {
	EXPERIMENT_DONE,
	EXPERIMENT_ONE_CPU,	/* this process may use one processor only */
	EXPERIMENT_ERRNO,	/* a system call failed */
	EXPERIMENT_LATE,	/* a thread missed the barrier's deadline */
};

/* Runs a shape in two threads, each pinned to a processor of its own. */
enum experiment_result experiment_run(const struct shape *shape,
				      const struct experiment_bounds *bounds,
				      struct experiment_counts *counts);

#endif
