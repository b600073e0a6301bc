// SPDX-License-Identifier: MIT
#include "capture.h"

#include "arrival.h"
#include "create.h"
#include "engine.h"
#include "forward.h"
#include "log.h"
#include "peers.h"
#include "synchronize.h"
#include "variant.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define REOPEN_US 500000

/* Wakes the main thread, who looks at all of them. */
static void tell_status(struct thread *t, enum thread_status status)
{
	uint64_t one = 1;

	atomic_store(&t->status, status);
	if (write(t->engine->status_fd, &one, sizeof(one)) != sizeof(one))
		log_line(t->name, "Error", "threads", "eventfd: %s",
			 strerror(errno));
}

/* Only our own view changes: what we published stays, as upstream. */
static void go_down(struct thread *t)
{
	own_set(&t->own.afp_state, AFP_DOWN);
	log_line(t->name, "Warning", "af-packet", "%s: interface went down",
		 t->interface->name);
}

static void receive(struct thread *t)
{
	enum arrival arrival = ARRIVAL_FRAME;
	struct ring_frame frame;
	short events;

	at(t, RECEIVE);
	if (!ring_has_frame(&t->ring))
		arrival = arrival_await(t, &events);
	if (arrival == ARRIVAL_FAILED && arrival_is_down(t, events))
		go_down(t);
	if (arrival != ARRIVAL_FRAME || !ring_take(&t->ring, &frame))
		return;
	forward_clear(t);
	forward(t, &frame);
	/* Until here the frame was in the kernel's slot: no copy. */
	ring_release(&t->ring);
}

/*
 * Whoever forwards here goes on using the number that is closed now, which may
 * come back as another socket: nothing that is published says so, as upstream.
 */
static void reopen(struct thread *t)
{
	if (!gate_attached(&t->gate) && usleep(REOPEN_US) && errno != EINTR)
		return;
	destroy_socket(t);
	create_socket(t, false);
}

static void main_loop(struct thread *t)
{
	tell_status(t, THREAD_RUNNING);
	while (!stopping(t)) {
		if (own_get(&t->own.afp_state) == AFP_DOWN)
			reopen(t);
		else
			receive(t);
	}
}

void *capture_run(void *thread)
{
	struct thread *t = thread;
	enum outcome outcome;

	if (peers_wait_turn(t))
		return NULL;
	outcome = create_socket(t, true);
	if (outcome == FATAL) {
		tell_status(t, THREAD_FAILED);
		return NULL;
	}
	/* After a recoverable failure too: the others must not wait for us. */
	if (t->engine->options.variant->bump == BUMP_AFTER_CREATE)
		peers_bump(t);
	if (outcome == DONE)
		synchronize_start(t);
	main_loop(t);
	return NULL;
}
