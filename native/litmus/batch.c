// SPDX-License-Identifier: MIT
/*
 * The two threads meet on many cells, a batch at a time, as litmus7 does: both
 * visit the cells in the same random order and meet before each one, so that
 * their accesses fall together.  After a batch the first thread counts and
 * resets while the second waits.
 */
#include "batch.h"

#include <stdlib.h>

/* What a batch may take on top before a barrier is given up: a thread whose
 * virtual processor was taken away comes back long before. */
#ifndef PATIENCE_S
#define PATIENCE_S 10
#endif

static void shuffle(struct litmus *litmus, unsigned int *seed)
{
	for (int i = BATCH_CELLS - 1; i > 0; i--) {
		int j = rand_r(seed) % (i + 1);
		int kept = litmus->visits[i];

		litmus->visits[i] = litmus->visits[j];
		litmus->visits[j] = kept;
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

	for (int i = 0; i < BATCH_CELLS; i++)
		counts->outcomes[litmus->shape->outcome(litmus->read[0][i],
							litmus->read[1][i])]++;
	counts->total += BATCH_CELLS;
	counts->seconds = clock_s() - litmus->start_s;
	litmus->last = counts->total >= litmus->bounds->count ||
		       counts->seconds >= litmus->bounds->seconds;
}

void *batch_run_all(void *argument)
{
	struct litmus_thread *thread = argument;
	struct litmus *litmus = thread->litmus;
	shape_part_fn part = litmus->shape->parts[thread->self];
	unsigned int seed = litmus->bounds->seed, round = 0;
	double deadline_s = litmus->start_s + litmus->bounds->seconds +
			    PATIENCE_S;

#ifdef MUTANT_ABSENT
	/* A negative control: the other thread waits, and must not for ever. */
	if (thread->self == 1)
		return NULL;
#endif
	do {
		if (thread->self == 0)
			reset(litmus, &seed);
		for (int i = 0; i < BATCH_CELLS; i++) {
			int cell;

			if (!barrier_wait(&litmus->barrier, thread->self, ++round,
				  deadline_s))
				goto late;
			cell = litmus->visits[i];
			litmus->read[thread->self][cell] =
				part(&litmus->cells[cell]);
		}
		if (!barrier_wait(&litmus->barrier, thread->self, ++round, deadline_s))
			goto late;
		if (thread->self == 0)
			count(litmus);
		if (!barrier_wait(&litmus->barrier, thread->self, ++round, deadline_s))
			goto late;
	} while (!litmus->last);
	return NULL;
late:
	thread->late = true;
	return NULL;
}
