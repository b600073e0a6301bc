/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_PACKET_SOCKET_H
#define PEERUP_FORWARDER_PACKET_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

struct thread;

enum outcome {
	DONE,
	RECOVERABLE,	/* the interface may come back: try again later */
	FATAL,
};

/* What failed, for the log; the reason is errno. */
enum outcome packet_socket_open(struct thread *t, const char **what);
enum outcome packet_socket_bind(struct thread *t, const char **what);
void packet_socket_close(struct thread *t);

/* Whether frames reach it now: it is bound, or in its fanout group. */
bool packet_socket_is_member(const struct thread *t);

/* The kernel's identity of the socket behind a number; 0 if there is none. */
uint64_t socket_cookie(int fd);

#endif
