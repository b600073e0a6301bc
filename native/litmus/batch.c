// SPDX-License-Identifier: MIT
/*
 * The two threads run the shape on many cells, a batch at a time, as litmus7
 * does.  Both visit the cells in the same random order, and wait for each
 * other before each cell, so that their accesses happen at the same time.
 * After a batch the first thread counts the outcomes and resets the cells
 * while the second one waits.
 */
#include "batch.h"

#include <stdlib.h>

/*
 * How long after the bound a thread still waits for the other one, whose
 * virtual processor the hypervisor may have taken away for a while.
 */
#ifndef PATIENCE_S
#define PATIENCE_S 10
#endif

static void shuffle(struct litmus *litmus, unsigned int *seed)
{
	for (int i = BATCH_CELLS - 1; i > 0; i--) {
		int j = rand_r(seed) % (i + 1);
		int cell = litmus->order[i];

		litmus->order[i] = litmus->order[j];
		litmus->order[j] = cell;
	}
}

static void reset(struct litmus *litmus, unsigned int *seed)
{
	for (int i = 0; i < BATCH_CELLS; i++) {
		atomic_store_explicit(&litmus->cells[i].x, 0,
				      memory_order_relaxed);
		atomic_store_explicit(&litmus->cells[i].y, 0,
				      memory_order_relaxed);
	}
	shuffle(litmus, seed);
}

static void count(struct litmus *litmus)
{
	struct experiment_counts *counts = litmus->counts;

	for (int i = 0; i < BATCH_CELLS; i++) {
		int outcome = litmus->shape->outcome(litmus->loaded[0][i],
						     litmus->loaded[1][i]);

		counts->outcomes[outcome]++;
	}
	counts->total += BATCH_CELLS;
	counts->seconds = clock_s() - litmus->start_s;
	litmus->last = counts->total >= litmus->bounds->count ||
		       counts->seconds >= litmus->bounds->seconds;
}

void *batch_run_all(void *argument)
{
	struct litmus_thread *thread = argument;
	struct litmus *litmus = thread->litmus;
	struct barrier *barrier = &litmus->barrier;
	shape_part_fn *part = litmus->shape->parts[thread->self];
	unsigned int seed = litmus->bounds->seed, round = 0;
	double deadline_s = litmus->start_s + litmus->bounds->seconds +
			    PATIENCE_S;

#ifdef MUTANT_ABSENT
	/* A negative control: the first thread must not wait for ever. */
	if (thread->self == 1)
		return NULL;
#endif
	do {
		if (thread->self == 0)
			reset(litmus, &seed);
		for (int i = 0; i < BATCH_CELLS; i++) {
			int cell;

			if (!barrier_wait(barrier, thread->self, ++round,
					  deadline_s))
				goto late;
			cell = litmus->order[i];
			litmus->loaded[thread->self][cell] =
				part(&litmus->cells[cell]);
		}
		if (!barrier_wait(barrier, thread->self, ++round, deadline_s))
			goto late;
		if (thread->self == 0)
			count(litmus);
		if (!barrier_wait(barrier, thread->self, ++round, deadline_s))
			goto late;
	} while (!litmus->last);
	return NULL;
late:
	thread->late = true;
	return NULL;
}
