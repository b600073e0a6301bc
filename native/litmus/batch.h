/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_BATCH_H
#define PEERUP_LITMUS_BATCH_H

#include "barrier.h"
#include "experiment.h"

#define BATCH_CELLS 4096

/* What the two threads of an experiment share. */
struct litmus {
	const struct shape *shape;
	const struct experiment_bounds *bounds;
	struct experiment_counts *counts;
	struct barrier barrier;
	struct cell cells[BATCH_CELLS];
	int order[BATCH_CELLS];		/* in which a batch visits the cells */
	int loaded[2][BATCH_CELLS];	/* by each thread, in each cell */
	double start_s;
	bool last;			/* no more batches; set at a barrier */
};

struct litmus_thread {
	struct litmus *litmus;
	int self;
	bool late;
};

/* The two threads' main function: batches, until a bound is reached. */
void *batch_run_all(void *thread);

#endif
