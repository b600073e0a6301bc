// SPDX-License-Identifier: MIT
/*
 * How a capture thread sets up its ring, and comes to publish its socket.
 * Gates stop before the call.
 */
#include "capture.h"
#include "events.h"
#include "export.h"
#include "fanout.h"
#include "real.h"
#include "settings.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <time.h>

/* Widens the time in which a thread has bumped and not published (8.0.0). */
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

static int set_up_ring(struct capture *self, const void *value, socklen_t size)
{
	int result;

	/* Upstream tries again with a smaller one if memory is short. */
	if (!self->ring_seen) {
		self->ring_seen = true;
		capture_stop(self, "EndRing");
		delay_ring(self);
	}
	result = real_calls()->setsockopt(self->socket, SOL_PACKET, PACKET_RX_RING,
				    value, size);
	if (result == 0) {
		fanout_rejoin(self);
		events_send_once(self, EVENT_RING);
	}
	return result;
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
	if (name == PACKET_FANOUT && result == 0)
		fanout_join(self);
	return result;
}

EXPORT int getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size)
{
	struct capture *self = capture_with_socket(fd);

	if (self && level == SOL_PACKET && name == PACKET_HDRLEN)
		capture_stop(self, "BeginRing");
	/* A thread asks for them first when it has left the barrier. */
	if (self && level == SOL_PACKET && name == PACKET_STATISTICS &&
	    self->published) {
		self->in_barrier = false;
		events_send_once(self, EVENT_STARTED);
	}
	return real_calls()->getsockopt(fd, level, name, value, size);
}

/*
 * AFPPeerUpdate() asks for the interface's index: of the socket, for the
 * second time, when it is going to publish it; of descriptor 0, which the
 * thread's own is yet, when the entry has just been made.
 */
static void asked_for_index(int fd, const struct ifreq *request)
{
	struct capture *self = capture_with_socket(fd);

	if (!capture_current && fd == 0) {
		capture_identify(request->ifr_name);
	} else if (self && ++self->index_calls == 2) {
		capture_stop(self, "PublishIfIndex");
		self->published = true;
		self->in_barrier = !self->reopened;
	}
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	int saved_errno = errno;
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (settings.active && request == SIOCGIFINDEX) {
		asked_for_index(fd, argument);
		errno = saved_errno;
	}
	return real_calls()->ioctl(fd, request, argument);
}
