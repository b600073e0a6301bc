/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ARRIVAL_H
#define PEERUP_FORWARDER_ARRIVAL_H

#include <stdbool.h>

struct thread;

enum arrival {
	ARRIVAL_NONE,
	ARRIVAL_FRAME,
	ARRIVAL_ERROR,		/* POLLERR: an error was pending at poll() */
	ARRIVAL_INTERRUPTED,	/* poll() gave EINTR */
	ARRIVAL_FAILED,		/* the socket is no use any more */
};

/*
 * Polls once.  With a driver it does not wait: the driver releases the thread
 * again after it has sent a frame.  An error comes before a frame, and stays
 * pending.
 */
enum arrival arrival_await(const struct thread *t);

/*
 * Reads the pending error with recv(), which clears it.  Waits for one if it is
 * gone, as upstream: a thread that sent through our socket has taken it, and
 * no frame ends the wait, because frames go to the ring.  Does not wait with
 * the feature askWithoutWaiting.  Returns whether the thread must go down.
 */
bool arrival_ask(struct thread *t);

/* Whether a thread sleeps in its arrival_ask(), as the kernel says. */
bool arrival_sleeps(const struct thread *t);

/*
 * Whether an error is pending at the thread's socket: the link went down, or
 * was down at bind().  The error stays pending.
 */
bool arrival_has_error(const struct thread *t);

#endif
