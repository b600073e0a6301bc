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
#include "open-calls.h"
#include "peers.h"
#include "real.h"

/*
 * A thread that has its turn at once never sleeps for it.  Then it stops at
 * WaitTurn before the first call of its turn, where it still has it.
 */
static void begin_turn(struct capture *self)
{
	if (!self->turn_gated && !self->reopened)
		capture_stop(self, "WaitTurn");
	self->turn_gated = true;
	self->turn_over = true;
}

/*
 * A socket that is opened with protocol 0 before any wait for a turn captures
 * nothing before bind(): this engine sets up its ring first, and the turn comes
 * between the two.
 */
static void before_open(struct capture *self, int protocol)
{
	static int checked;

	if (!__atomic_exchange_n(&checked, 1, __ATOMIC_RELAXED))
		peers_check_all(peers_turn());
	if (!self->turn_gated && !self->reopened)
		self->ring_first = protocol == 0;
	if (!self->ring_first)
		begin_turn(self);
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
	self->bound = false;
	self->has_ring = false;
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
	before_open(self, protocol);
	fd = real_calls()->socket(domain, type, protocol);
	if (fd >= 0)
		after_open(self, fd);
	return fd;
}

void open_before_bind(struct capture *self)
{
	if (self->bind_gated)
		return;
	self->bind_gated = true;
	if (self->ring_first)
		begin_turn(self);
	capture_stop(self, "Bind");
}

EXPORT int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	struct capture *self = capture_with_socket(fd);
	int result;

	if (!self)
		return real_calls()->bind(fd, address, size);
	open_before_bind(self);
	result = real_calls()->bind(fd, address, size);
	if (result == 0) {
		self->bound = true;
		events_send_once(self, EVENT_BOUND);
		/* With several threads, it receives after PACKET_FANOUT. */
		if (capture_threads(self) == 1)
			fanout_join(self);
	}
	return result;
}

/*
 * With its ring first, a thread that cannot open still waits for its turn
 * before it bumps, and no other call need follow if it has its turn at once.
 */
static bool waits_for_turn(const struct capture *self)
{
	return self == capture_current && self->ring_first &&
	       !self->turn_gated && !self->reopened && !self->ring_gated;
}

/* Updates the owner first: after the call another thread may get the number. */
EXPORT int close(int fd)
{
	struct capture *owner = capture_of_socket(fd);
	int result;

	if (owner) {
		fanout_leave(owner);
		owner->socket = 0;
	}
	result = real_calls()->close(fd);
	if (owner && waits_for_turn(owner)) {
		owner->turn_gated = true;
		capture_stop(owner, "WaitTurn");
	}
	return result;
}
