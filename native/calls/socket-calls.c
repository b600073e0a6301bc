// SPDX-License-Identifier: MIT
/*
 * The calls that show where in its life a capture thread is.  Each is recorded
 * before it is made, in the phase that it begins or belongs to.
 */
#include "names.h"
#include "real.h"
#include "record.h"
#include "thread.h"

#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

EXPORT int socket(int domain, int type, int protocol)
{
	char names[3][NAME_SIZE];
	int fd;

	if (domain == AF_PACKET) {
		recorded_begin();
		if (recorded_current)
			recorded_before_open();
	}
	record_call("socket", "%s, %s, %s", name_domain(names[0], domain),
		    name_type(names[1], type & 0xf),
		    name_protocol(names[2], protocol));
	fd = REAL(socket)(domain, type, protocol);
	if (domain == AF_PACKET && recorded_current)
		recorded_after_open(fd);
	return fd;
}

EXPORT int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	if (recorded_owns(fd))
		recorded_before_bind();
	record_call("bind", "%s", recorded_owns(fd) ? "" : "another file");
	return REAL(bind)(fd, address, size);
}

EXPORT int close(int fd)
{
	bool is_own = recorded_owns(fd);

	if (is_own)
		recorded_before_close(fd);
	record_call("close", "%s", is_own ? "" : "another file");
	return REAL(close)(fd);
}

static void describe_option(char *text, size_t size, int level, int name,
			    const void *value, socklen_t length)
{
	int number = value && length >= sizeof(int) ? *(const int *)value : 0;
	char option[NAME_SIZE];

	name_option(option, level, name);
	if (level == SOL_PACKET && name == PACKET_VERSION)
		snprintf(text, size, "%s, TPACKET_V%d", option, number + 1);
	else if (level == SOL_PACKET && name == PACKET_TIMESTAMP)
		snprintf(text, size, "%s, %#x", option, number);
	else if (level == SOL_PACKET && name == PACKET_ADD_MEMBERSHIP &&
		 length >= sizeof(struct packet_mreq))
		snprintf(text, size, "%s, type %d", option,
			 ((const struct packet_mreq *)value)->mr_type);
	else
		snprintf(text, size, "%s", option);
}

EXPORT int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t size)
{
	bool is_ring = recorded_owns(fd) && level == SOL_PACKET &&
		       name == PACKET_RX_RING;
	char text[2 * NAME_SIZE];
	int result;

	describe_option(text, sizeof(text), level, name, value, size);
	record_call("setsockopt", "%s", text);
	result = REAL(setsockopt)(fd, level, name, value, size);
	if (is_ring && result == 0)
		recorded_after_ring();
	return result;
}

EXPORT int getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size)
{
	char text[NAME_SIZE];

	if (recorded_owns(fd) && level == SOL_PACKET) {
		if (name == PACKET_HDRLEN)
			recorded_before_ring();
		if (name == PACKET_STATISTICS)
			recorded_before_statistics();
	}
	record_call("getsockopt", "%s", name_option(text, level, name));
	return REAL(getsockopt)(fd, level, name, value, size);
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	char text[NAME_SIZE];
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (recorded_owns(fd)) {
		if (request == SIOCGIFINDEX)
			recorded_before_index();
		if (request == SIOCGIFFLAGS)
			recorded_before_lookup();
	}
	record_call("ioctl", "%s%s", name_request(text, request),
		    recorded_owns(fd) ? "" : ", another file");
	return REAL(ioctl)(fd, request, argument);
}

/* The declaration of poll() marks fds as written only, but we read it. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

static void before_poll(const char *call, const struct pollfd *fds,
			nfds_t count, int timeout)
{
	char text[NAME_SIZE];

	if (!recorded_current)
		return;
	if (count > 0 && recorded_owns(fds->fd)) {
		recorded_before_poll();
		record_call(call, "%s, %d ms%s",
			    name_events(text, fds->events), timeout,
			    count > 1 ? ", with other files" : "");
	} else {
		record_call(call, "another file, %d ms", timeout);
	}
}

EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	before_poll("poll", fds, count, timeout);
	return REAL(poll)(fds, count, timeout);
}

/* Replaces poll() in programs compiled with _FORTIFY_SOURCE. */
EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout,
		      size_t size)
{
	if (size / sizeof(*fds) < count)
		__builtin_trap();
	return poll(fds, count, timeout);
}

EXPORT ssize_t recv(int fd, void *data, size_t length, int flags)
{
	bool asks = recorded_owns(fd) && flags & MSG_PEEK;
	char text[NAME_SIZE];
	ssize_t n;

	if (asks)
		recorded_before_ask();
	record_call("recv", "%s%s", name_flags(text, flags),
		    recorded_owns(fd) ? "" : ", another file");
	n = REAL(recv)(fd, data, length, flags);
	if (asks)
		recorded_after_ask();
	return n;
}

EXPORT ssize_t __recv_chk(int fd, void *data, size_t length, size_t size,
			  int flags)
{
	if (size < length)
		__builtin_trap();
	return recv(fd, data, length, flags);
}

/* Whose number it uses depends on timing, so only the flags tell two apart. */
EXPORT ssize_t sendto(int fd, const void *data, size_t length, int flags,
		      const struct sockaddr *address, socklen_t size)
{
	bool is_frame = address && size >= sizeof(struct sockaddr_ll);
	char text[NAME_SIZE];

	if (recorded_current && is_frame)
		recorded_before_send();
	record_call("sendto", "%s%s", name_flags(text, flags),
		    is_frame ? "" : ", no sockaddr_ll");
	return REAL(sendto)(fd, data, length, flags, address, size);
}

EXPORT int usleep(useconds_t us)
{
	int result;

	if (recorded_current)
		recorded_before_sleep(us);
	record_call("usleep", "%u", us);
	result = REAL(usleep)(us);
	if (recorded_current)
		recorded_after_sleep(us);
	return result;
}
