// SPDX-License-Identifier: MIT
/*
 * How a capture thread opens, binds and closes its socket.  Gates stop before
 * the call.
 */
#include "capture.h"
#include "events.h"
#include "export.h"
#include "fanout.h"
#include "peers.h"
#include "real.h"
#include "fatal.h"

/*
 * The first thread, whose turn it is at once, may find the engine unpaused
 * and never sleep.  Its turn stays: it may as well wait for it here.
 */
static void before_open(struct capture *self)
{
	static int checked;

	if (!__atomic_exchange_n(&checked, 1, __ATOMIC_RELAXED))
		peers_check_all(peers_turn());
	if (!self->waited) {
		self->waited = true;
		capture_stop(self, "WaitTurn");
	}
	capture_stop(self, "OpenSocket");
}

/* 0 is what a peer has that has not opened: nobody could tell them apart. */
static void opened(struct capture *self, int fd)
{
	static int count;

	if (fd == 0)
		fatal("the socket of %s has the number 0, for this engine "
		       "was started without a standard input", self->name);
	self->opened = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
	self->bind_seen = false;
	self->ring_seen = false;
	self->index_calls = 0;
	self->published = false;
	self->joined = false;
	self->socket = fd;
}

EXPORT int socket(int domain, int type, int protocol)
{
	struct capture *self = capture_current;
	int fd;

	if (!self || domain != AF_PACKET)
		return real_calls()->socket(domain, type, protocol);
	before_open(self);
	fd = real_calls()->socket(domain, type, protocol);
	if (fd >= 0)
		opened(self, fd);
	return fd;
}

EXPORT int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	struct capture *self = capture_with_socket(fd);
	int result;

	if (!self)
		return real_calls()->bind(fd, address, size);
	if (!self->bind_seen) {
		self->bind_seen = true;
		capture_stop(self, "Bind");
	}
	result = real_calls()->bind(fd, address, size);
	if (result == 0) {
		events_send_once(self, EVENT_BOUND);
		/* Else it shares once it has joined the group. */
		if (capture_threads(self) == 1)
			fanout_join(self);
	}
	return result;
}

/* Before the call: afterwards the number may be another thread's at once. */
EXPORT int close(int fd)
{
	struct capture *owner = capture_of_socket(fd);

	if (owner) {
		fanout_leave(owner);
		owner->socket = 0;
	}
	return real_calls()->close(fd);
}
