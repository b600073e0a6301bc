// SPDX-License-Identifier: MIT
/*
 * The calls by which a capture thread sets up its ring, and those before it
 * publishes its socket.  Each gate stops before its call.
 */
#include "capture-thread.h"
#include "events.h"
#include "export.h"
#include "fanout.h"
#include "kernel.h"
#include "open-calls.h"
#include "real.h"
#include "settings.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <time.h>

/* Widens the window between bump and publication in 8.0.0 to 8.0.5. */
static void delay_ring(const struct capture *self)
{
	struct timespec left = {
		settings.ring_delay_us / 1000000,
		settings.ring_delay_us % 1000000 * 1000,
	};

	if (self->reopened)
		return;
	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

/* PEERUP_FAIL_RING: no thread survives this failure in its first open. */
static bool must_fail(const struct capture *self)
{
	return !self->reopened && self->open_number > 0 &&
	       capture_number(self) == settings.fail_ring;
}

static int set_up_ring(struct capture *self, const void *value, socklen_t size)
{
	int result;

	/* Upstream retries with a smaller ring if memory is short. */
	if (!self->ring_gated) {
		self->ring_gated = true;
		/* An error from before the ring stays. */
		self->in_ring = !(kernel_poll(self->socket, 0) & POLLERR);
		capture_stop(self, "EndRing");
		self->in_ring = false;
		delay_ring(self);
	}
	if (must_fail(self)) {
		errno = EINVAL;
		return -1;
	}
	result = real_calls()->setsockopt(self->socket, SOL_PACKET,
					  PACKET_RX_RING, value, size);
	if (result == 0) {
		self->has_ring = true;
		fanout_rejoin(self);
		events_send_once(self, EVENT_RING);
	}
	return result;
}

static void option_set(struct capture *self, int name, int value)
{
	if (name == PACKET_FANOUT) {
		self->fanout = value >> 16 & 0xff;
		fanout_join(self);
	} else if (name == PACKET_VERSION) {
		self->ring_version = value;
	}
}

EXPORT int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t size)
{
	struct capture *self = capture_with_socket(fd);
	int result;

	if (!self || level != SOL_PACKET)
		return real_calls()->setsockopt(fd, level, name, value, size);
	if (name == PACKET_RX_RING)
		return set_up_ring(self, value, size);
	result = real_calls()->setsockopt(fd, level, name, value, size);
	if (result == 0 && size >= sizeof(int))
		option_set(self, name, *(const int *)value);
	return result;
}

EXPORT int getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size)
{
	struct capture *self = capture_with_socket(fd);

	if (self && level == SOL_PACKET && name == PACKET_HDRLEN)
		capture_stop(self, "BeginRing");
	/* After publication, upstream reads them first behind the barrier. */
	if (self && level == SOL_PACKET && name == PACKET_STATISTICS &&
	    self->published) {
		self->in_barrier = false;
		events_send_once(self, EVENT_STARTED);
	}
	if (self && level == SOL_SOCKET && name == SO_ERROR &&
	    self->published && !self->in_barrier)
		self->asked_by = "getsockopt(SO_ERROR)";
	return real_calls()->getsockopt(fd, level, name, value, size);
}

/*
 * Upstream asks for the interface's index through the socket once to open it,
 * and again in AFPPeerUpdate(), before it publishes the socket.  When it has
 * just added the thread's entry, AFPPeerUpdate() asks through descriptor 0,
 * which is the thread's socket until it opens one.
 */
static void before_index_request(int fd, const struct ifreq *request)
{
	struct capture *self = capture_with_socket(fd);

	if (!capture_current && fd == 0) {
		capture_identify(request->ifr_name);
	} else if (self && self->bound && self->has_ring && !self->published) {
		capture_stop(self, "PublishIfIndex");
		self->published = true;
		self->in_barrier = !self->reopened;
	}
}

/*
 * With its ring first, a thread looks at its link again in its turn, before it
 * binds: the step Bind begins here.
 */
static void before_flags_request(int fd)
{
	struct capture *self = capture_with_socket(fd);

	if (self && self->ring_first && self->has_ring)
		open_before_bind(self);
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	int saved_errno = errno;
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (settings.active && request == SIOCGIFINDEX)
		before_index_request(fd, argument);
	if (request == SIOCGIFFLAGS)
		before_flags_request(fd);
	errno = saved_errno;
	return real_calls()->ioctl(fd, request, argument);
}
