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

static void receive(struct thread *t)
{
	struct ring_frame frame;
	enum arrival arrival;

	at(t, RECEIVE);
	arrival = next_arrival(t);
	if (arrival == ARRIVAL_NONE ||
	    (arrival == ARRIVAL_FAILED && !arrival_take_error(t)))
		return;
	forward_clear(t);
	if (arrival == ARRIVAL_FAILED) {
		down_go(t);
		return;
	}
	if (!ring_take(&t->ring, &frame))
		return;
	forward(t, &frame);
	/* No copy: the frame is in the kernel's slot until here. */
	ring_release(&t->ring);
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
}

void *capture_run(void *thread)
{
	struct thread *t = thread;
	const struct features *features = &t->engine->options.features;
	enum outcome outcome;

	if (peers_wait_turn(t))
		return NULL;
	outcome = create_socket(t);
	if (outcome == FATAL) {
		set_status(t, THREAD_FAILED);
		return NULL;
	}
	if (outcome == DONE ? features->bump == BUMP_AFTER_CREATE
			    : features->bump_on_failure)
		peers_bump(t);
	if (outcome == DONE) {
		synchronize_start(t);
		events_report(t, "started");
	}
	main_loop(t);
	return NULL;
}
