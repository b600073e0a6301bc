/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_CAPTURE_H
#define PEERUP_PRELOAD_CAPTURE_H

#include "gate.h"
#include "sent.h"
#include "layout.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A capture thread, and what its calls have told of it.  Written by the thread
 * itself, but for its place in the fanout group; read by whoever writes a
 * snapshot while the thread stands at a gate.
 */
struct capture {
	char name[IFACE_SIZE + 16];	/* W#01-tx0 */
	char iface[IFACE_SIZE];
	const char *entry;		/* its AFPPeer */
	int tid;
	struct gate gate;

	/* Of the thread. */
	bool paused;		/* has stopped at its pause */
	bool waited;		/* has stopped at WaitTurn */
	bool reopened;		/* has left its first open behind */
	bool in_barrier;
	bool draining;		/* takes frames in one release of the barrier */
	int loaded_if_idx;
	int loaded_socket;
	int called;		/* sendto() calls that returned */
	struct sent_record sent;
	unsigned int told;	/* events, events.h */

	/* Of its socket; 0: has none. */
	int socket;
	int opened;		/* the how many-th of all */
	bool bind_seen;
	bool ring_seen;
	int index_calls;
	bool published;
	bool joined;		/* to those who share the interface's frames */
	int slot;		/* its place among them, -1: none now */
};

/* The calling thread's, or NULL if it captures nothing. */
extern __thread struct capture *capture_current
	__attribute__((tls_model("initial-exec")));

/* The calling thread, if this is the number of its own socket, or NULL. */
static inline struct capture *capture_with_socket(int fd)
{
	struct capture *self = capture_current;

	return self && fd > 0 && self->socket == fd ? self : NULL;
}

/* The calling thread says which interface it is going to capture from. */
void capture_identify(const char *iface);

/* The number-th, from 0, in the order of turns; NULL after the last. */
struct capture *capture_at(int number);

/* Whose socket has this number, or NULL. */
struct capture *capture_of_socket(int fd);

/*
 * Whether it waits for the mutex in a peer's entry that another of them holds.
 * No other lock counts: who holds that may be about to give it back, and the
 * algorithm that is looked at has no part in it.
 */
bool capture_waits_for_other(const struct capture *capture);

/* How many of them share the interface. */
int capture_threads(const struct capture *capture);

/* Stops at a gate; whether the thread is still a driver's afterwards. */
bool capture_stop(struct capture *self, const char *gate);

#endif
