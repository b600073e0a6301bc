/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_BATCH_H
#define PEERUP_LITMUS_BATCH_H

#include "meet.h"
#include "run.h"

#define BATCH 4096

struct litmus {
	const struct shape *shape;
	const struct bounds *bounds;
	struct counts *counts;
	struct meeting meeting;
	struct cell cells[BATCH];
	int visits[BATCH];	/* the cells, in the order of this batch */
	int read[2][BATCH];
	double start_s;
	bool last;		/* no batch follows: said at a meeting */
};

struct litmus_thread {
	struct litmus *litmus;
	int self;
	bool late;
};

/* What each of the two threads runs: batches, until the bounds are reached. */
void *run_batches(void *thread);

#endif
