/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_RUN_H
#define PEERUP_LITMUS_RUN_H

#include "shapes.h"

struct bounds {
	unsigned long count;	/* of meetings on a cell, at the most */
	double seconds;		/* no new batch after that */
	unsigned int seed;	/* of the order in which cells are visited */
};

struct counts {
	unsigned long outcomes[4];
	unsigned long total;
	double seconds;
	int cpus[2];
};

enum run_result { RUN_DONE, RUN_ONE_CPU, RUN_ERRNO, RUN_LATE };

/* Runs a shape on two processors.  RUN_ERRNO sets errno. */
enum run_result run(const struct shape *shape, const struct bounds *bounds,
		    struct counts *counts);

#endif
