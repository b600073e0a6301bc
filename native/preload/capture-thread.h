/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_CAPTURE_H
#define PEERUP_PRELOAD_CAPTURE_H

#include "gate.h"
#include "layout.h"
#include "sent.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A capture thread, as far as its calls show its state.  Only the thread
 * itself writes here, except that fanout.c writes slot under its lock.  Another
 * thread reads it for a snapshot, while this one stands at a gate.
 */
struct capture {
	char name[IFACE_SIZE + 16];	/* W#01-tx0 */
	char iface[IFACE_SIZE];
	const char *entry;		/* its AFPPeer */
	int tid;
	struct gate gate;

	/* The thread's state. */
	bool turn_gated;	/* has stopped at WaitTurn */
	bool turn_over;		/* has gone on from its turn */
	bool ring_first;	/* sets up its ring before its turn */
	bool reopened;		/* its first open has failed or ended */
	bool in_barrier;
	bool draining;		/* discards frames in one release */
	bool asking;		/* has been released from AskForError */
	const char *asked_by;	/* the call that last read its error, or "none" */
	int asked_flags;	/* of that call */
	int loaded_if_idx;
	int loaded_socket;
	int called;		/* sendto() calls that have returned */
	struct sent_record sent;
	unsigned int events_sent;	/* a bit for each enum event */

	/* The state of its socket. */
	int ring_version;	/* PACKET_VERSION: TPACKET_V2 or another */
	int fanout;		/* the type of its group, PACKET_FANOUT_* */
	int socket;		/* 0: not open */
	int open_number;	/* counts all opens of the engine, from 1 */
	bool bind_gated;
	bool ring_gated;
	bool in_ring;		/* stands before PACKET_RX_RING, without an error */
	bool bound;
	bool has_ring;
	bool published;
	bool in_group;		/* of the interface's fanout group */
	int slot;		/* its place in the group, -1: none now */
};

/* The calling thread's, or NULL if it is no capture thread. */
extern __thread struct capture *capture_current
	__attribute__((tls_model("initial-exec")));

/* The calling thread's, if fd is its own socket; else NULL. */
static inline struct capture *capture_with_socket(int fd)
{
	struct capture *self = capture_current;

	return self && fd > 0 && self->socket == fd ? self : NULL;
}

/* Registers the calling thread as a capture thread of this interface. */
void capture_identify(const char *iface);

/* The thread with this turn, from 0; NULL after the last one. */
struct capture *capture_at(int turn);

/* The thread whose socket is fd, or NULL. */
struct capture *capture_of_socket(int fd);

/*
 * Whether the thread waits for the mutex of a peer's entry while another
 * capture thread holds it.  Other locks do not count: the algorithm does not
 * use them, and their holder releases them without a step of it.
 */
bool capture_waits_for_other(const struct capture *capture);

/* Whether the thread sleeps in the read of its socket's error. */
bool capture_sleeps_in_read(const struct capture *capture);

/* How many threads capture from the thread's interface. */
int capture_threads(const struct capture *capture);

/* The thread's number in turn order, from 1. */
int capture_number(const struct capture *capture);

/* Stops at a gate.  Returns whether a driver still holds the thread. */
bool capture_stop(struct capture *self, const char *gate);

#endif
