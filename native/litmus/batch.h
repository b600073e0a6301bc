/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_BATCH_H
#define PEERUP_LITMUS_BATCH_H

#include "barrier.h"
#include "experiment.h"

#define BATCH_CELLS 4096

struct litmus {
	const struct shape *shape;
	const struct experiment_bounds *bounds;
	struct experiment_counts *counts;
	struct barrier barrier;
	struct cell cells[BATCH_CELLS];
	int visits[BATCH_CELLS];	/* the cells, in the order of this batch */
	int read[2][BATCH_CELLS];
	double start_s;
	bool last;		/* no batch follows: said at a barrier */
};

struct litmus_thread {
	struct litmus *litmus;
	int self;
	bool late;
};

/* What each of the two threads runs: batches, until the bounds are reached. */
void *batch_run_all(void *thread);

#endif
