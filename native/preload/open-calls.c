// SPDX-License-Identifier: MIT
/*
 * The calls by which a capture thread opens, binds and closes its socket.
 * Each gate stops before its call.
 */
#include "capture-thread.h"
#include "events.h"
#include "export.h"
#include "fanout.h"
#include "fatal.h"
#include "peers.h"
#include "real.h"

/*
 * The first thread has its turn at once, and if the engine is not paused it
 * never sleeps.  Then it stops at WaitTurn here, where it still has its turn.
 */
static void before_open(struct capture *self)
{
	static int checked;

	if (!__atomic_exchange_n(&checked, 1, __ATOMIC_RELAXED))
		peers_check_all(peers_turn());
	if (!self->turn_gated) {
		self->turn_gated = true;
		capture_stop(self, "WaitTurn");
	}
	capture_stop(self, "OpenSocket");
}

/* Upstream's number of a socket that is not open is 0, too. */
static void after_open(struct capture *self, int fd)
{
	static int count;

	if (fd == 0)
		fatal("the socket of %s has the number 0, which also means "
		      "\"not open\": start the engine with a standard input",
		      self->name);
	self->open_number = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
	self->bind_gated = false;
	self->ring_gated = false;
	self->index_calls = 0;
	self->published = false;
	self->in_group = false;
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
		after_open(self, fd);
	return fd;
}

EXPORT int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	struct capture *self = capture_with_socket(fd);
	int result;

	if (!self)
		return real_calls()->bind(fd, address, size);
	if (!self->bind_gated) {
		self->bind_gated = true;
		capture_stop(self, "Bind");
	}
	result = real_calls()->bind(fd, address, size);
	if (result == 0) {
		events_send_once(self, EVENT_BOUND);
		/* With several threads, it receives after PACKET_FANOUT. */
		if (capture_threads(self) == 1)
			fanout_join(self);
	}
	return result;
}

/* Updates the owner first: after the call another thread may get the number. */
EXPORT int close(int fd)
{
	struct capture *owner = capture_of_socket(fd);

	if (owner) {
		fanout_leave(owner);
		owner->socket = 0;
	}
	return real_calls()->close(fd);
}
