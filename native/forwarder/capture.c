// SPDX-License-Identifier: MIT
#include "capture.h"

#include "arrival.h"
#include "create.h"
#include "down.h"
#include "engine.h"
#include "events.h"
#include "forward.h"
#include "log.h"
#include "peers.h"
#include "synchronize.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Wakes the main thread, which checks all threads. */
static void set_status(struct thread *t, enum thread_status status)
{
	uint64_t one = 1;

	atomic_store(&t->status, status);
	if (write(t->engine->status_fd, &one, sizeof(one)) != sizeof(one))
		log_line(t->name, "Error", "threads", "eventfd: %s",
			 strerror(errno));
}

/* Without a driver, empties the ring before it polls the socket again. */
static enum arrival next_arrival(const struct thread *t)
{
	if (!gate_attached(&t->gate) && ring_has_frame(&t->ring))
		return ARRIVAL_FRAME;
	return arrival_await(t);
}

static void take_frame(struct thread *t)
{
	struct ring_frame frame;

	if (!ring_take(&t->ring, &frame))
		return;
	forward(t, &frame);
	/* No copy: the frame is in the kernel's slot until here. */
	ring_release(&t->ring);
}

/* After POLLERR upstream reads the error, and goes down if that fails. */
static bool goes_down(struct thread *t, enum arrival arrival)
{
	if (arrival == ARRIVAL_FAILED)
		return true;
	if (arrival != ARRIVAL_ERROR)
		return false;
	at(t, ASK_FOR_ERROR);
	return arrival_ask(t);
}

static void receive(struct thread *t)
{
	enum arrival arrival;
	bool down;

	at(t, RECEIVE);
	arrival = next_arrival(t);
	if (arrival == ARRIVAL_NONE || arrival == ARRIVAL_INTERRUPTED)
		return;
	forward_clear(t);
	down = goes_down(t, arrival);
	/* The stop interrupts the read. */
	if (stopping(t))
		return;
	if (down)
		down_go(t);
	else
		take_frame(t);
}

static void main_loop(struct thread *t)
{
	set_status(t, THREAD_RUNNING);
	while (!stopping(t)) {
		if (own_get(&t->own.afp_state) == AFP_DOWN)
			down_reopen(t);
		else
			receive(t);
	}
	/* A driver's "free" waits for a thread that slept in between. */
	at(t, RECEIVE);
}

/* After its first open; an earlier bump counts. */
static bool bumps(const struct thread *t, enum outcome outcome)
{
	const struct features *features = &t->engine->options.features;

	switch (outcome) {
	case DONE:
		return features->bump == BUMP_AFTER_CREATE;
	case RECOVERABLE:
		return features->bump_on_failure;
	case FATAL:
		return features->bump_on_fatal && !t->has_bumped;
	case STOPPED:
		break;
	}
	return false;
}

/* Tells the main thread once no driver holds the thread any more. */
static void *end(struct thread *t)
{
	do
		at(t, ENDED);
	while (gate_attached(&t->gate));
	set_status(t, THREAD_FAILED);
	return NULL;
}

void *capture_run(void *thread)
{
	struct thread *t = thread;
	enum outcome outcome;

	atomic_store(&t->tid, gettid());
	if (!t->engine->options.features.ring_first && peers_wait_turn(t))
		return NULL;
	outcome = create_socket(t);
	if (outcome == STOPPED)
		return NULL;
	if (bumps(t, outcome)) {
		/* With ringFirst it may have failed before its turn. */
		if (!t->has_turn && peers_wait_turn(t))
			return NULL;
		peers_bump(t);
	}
	if (outcome == FATAL)
		return end(t);
	if (outcome == DONE) {
		synchronize_start(t);
		events_report(t, "started");
	}
	main_loop(t);
	return NULL;
}
