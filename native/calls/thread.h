/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_CALLS_THREAD_H
#define PEERUP_CALLS_THREAD_H

#include <stdbool.h>

/* What a capture thread does, as far as its calls show it. */
enum phase { PHASE_OPENING, PHASE_RING, PHASE_PUBLICATION, PHASE_BARRIER,
	     PHASE_LOOP, PHASE_DOWN, PHASE_REOPEN, PHASE_END };

/*
 * A thread that has opened a packet socket.  Only the thread itself writes
 * here.
 */
struct recorded {
	enum phase phase;
	int socket;		/* 0: not open */
	bool bound;
	bool has_ring;
	bool published;
	bool started;		/* has left the barrier */
	bool reopened;
};

/* The calling thread's; NULL before its first packet socket. */
extern __thread struct recorded *recorded_current
	__attribute__((tls_model("initial-exec")));

/*
 * Records the calling thread from now on, which opens its first packet socket.
 * Does nothing if no driver asks for a record, and for the main thread: an
 * engine's one opens packet sockets of its own.
 */
void recorded_begin(void);

const char *phase_name(enum phase phase);

/* Whether fd is the calling thread's own packet socket. */
bool recorded_owns(int fd);

/*
 * Each call moves the thread on from phase to phase: before it is recorded, or
 * after it has returned.
 */
void recorded_before_open(void);
void recorded_after_open(int fd);
void recorded_before_close(int fd);
void recorded_before_lookup(void);
void recorded_before_index(void);
void recorded_before_bind(void);
void recorded_before_ring(void);
void recorded_after_ring(void);
void recorded_before_statistics(void);
void recorded_before_poll(void);
void recorded_before_send(void);
void recorded_before_ask(void);
void recorded_after_ask(void);
void recorded_before_sleep(unsigned int us);
void recorded_after_sleep(unsigned int us);

#endif
