// SPDX-License-Identifier: MIT
#include "synchronize.h"

#include "arrival.h"
#include "engine.h"

#include <time.h>

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Discards the next frame; true if it arrived after the barrier opened. */
static bool arrived_after(struct thread *t, int64_t opened_ns)
{
	struct ring_frame frame;
	bool after = false;

	if (ring_take(&t->ring, &frame)) {
		after = opened_ns && frame.stamp_ns > opened_ns;
		ring_release(&t->ring);
	}
	return after;
}

void synchronize_start(struct thread *t)
{
	int64_t opened_ns = 0;
	enum arrival arrival;

	for (;;) {
		at(t, SYNCHRONIZE_START);
		if (stopping(t))
			return;
		arrival = arrival_await(t);
		/* Upstream leaves on an interrupted poll() as well. */
		if (arrival != ARRIVAL_NONE && arrival != ARRIVAL_FRAME)
			return;
		if (atomic_load(&t->engine->peers.turn) != 0) {
			arrived_after(t, 0);
			continue;
		}
		if (arrival == ARRIVAL_NONE)
			return;
		if (!opened_ns)
			opened_ns = now_ns();
		if (arrived_after(t, opened_ns))
			return;
	}
}
