// SPDX-License-Identifier: MIT
/*
 * The call by which a capture thread takes the error that poll() told of.  It
 * keeps the engine's own flags: without MSG_DONTWAIT the thread sleeps in it if
 * another thread has taken the error meanwhile.
 */
#include "capture-thread.h"
#include "export.h"
#include "real.h"

static ssize_t ask_for_error(struct capture *self, void *data, size_t length,
			     int flags)
{
	ssize_t n;

	capture_stop(self, "AskForError");
	__atomic_store_n(&self->asking, true, __ATOMIC_SEQ_CST);
	n = real_calls()->recv(self->socket, data, length, flags);
	__atomic_store_n(&self->asking, false, __ATOMIC_SEQ_CST);
	return n;
}

EXPORT ssize_t recv(int fd, void *data, size_t length, int flags)
{
	struct capture *self = capture_with_socket(fd);

	if (self && self->published && !self->in_barrier) {
		self->asked_by = "recv";
		self->asked_flags = flags;
		if (flags & MSG_PEEK)
			return ask_for_error(self, data, length, flags);
	}
	return real_calls()->recv(fd, data, length, flags);
}

/* Replaces recv() in programs compiled with _FORTIFY_SOURCE. */
EXPORT ssize_t __recv_chk(int fd, void *data, size_t length, size_t size,
			  int flags)
{
	if (size < length)
		__builtin_trap();
	return recv(fd, data, length, flags);
}

/* The reads that upstream does not use.  They are not gated, only noted. */

EXPORT ssize_t recvfrom(int fd, void *data, size_t length, int flags,
			struct sockaddr *address, socklen_t *size)
{
	struct capture *self = capture_with_socket(fd);

	if (self && self->published && !self->in_barrier) {
		self->asked_by = "recvfrom";
		self->asked_flags = flags;
	}
	return real_calls()->recvfrom(fd, data, length, flags, address, size);
}

EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	struct capture *self = capture_with_socket(fd);

	if (self && self->published && !self->in_barrier) {
		self->asked_by = "recvmsg";
		self->asked_flags = flags;
	}
	return real_calls()->recvmsg(fd, message, flags);
}
