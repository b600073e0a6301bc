/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_PACKET_SOCKET_H
#define PEERUP_FORWARDER_PACKET_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

struct thread;

enum outcome {
	DONE,
	RECOVERABLE,	/* the interface may come up: try again later */
	FATAL,
	STOPPED,	/* the engine stops: nothing failed */
};

/* On failure `what` is the call that failed, for the log, and errno is set. */
enum outcome packet_socket_open(struct thread *t, const char **what);

/*
 * Binds and joins the fanout group.  With ringFirst looks at the link again
 * before, because it may have gone down since the socket was opened.
 */
enum outcome packet_socket_bind(struct thread *t, const char **what);
void packet_socket_close(struct thread *t);

/* Whether frames reach the socket: it is bound, or in its fanout group. */
bool packet_socket_is_member(const struct thread *t);

/* The kernel's identity of the socket behind a number; 0 if there is none. */
uint64_t packet_socket_cookie(int fd);

#endif
