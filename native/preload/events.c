// SPDX-License-Identifier: MIT
#include "events.h"

#include "capture-thread.h"
#include "clock.h"
#include "real.h"
#include "settings.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_SEND_ERRORS 1000
#define LINE_SIZE 256

static const char *const names[] = {
	[EVENT_BOUND] = "bound",
	[EVENT_RING] = "ring",
	[EVENT_PUBLISHED] = "published",
	[EVENT_STARTED] = "started",
	[EVENT_FIRST_SEND] = "first-send",
};

/* Writes without SIGPIPE: a reader that closes must not end the engine. */
static void write_without_signal(const char *line, size_t length)
{
	const struct timespec no_wait = { 0 };
	sigset_t pipe, saved_mask, pending;
	bool was_pending;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &saved_mask);
	if (write(settings.events_fd, line, length) < 0 && errno == EPIPE &&
	    !was_pending)
		sigtimedwait(&pipe, NULL, &no_wait);
	pthread_sigmask(SIG_SETMASK, &saved_mask, NULL);
}

/* Drops the line if the reader is slow: the engine must not wait for it. */
static void write_line(const char *line, size_t length)
{
	struct pollfd room = { .fd = settings.events_fd, .events = POLLOUT };

	if (send(settings.events_fd, line, length,
		 MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno != ENOTSOCK)
		return;
	if (real_calls()->poll(&room, 1, 0) == 1 && room.revents == POLLOUT)
		write_without_signal(line, length);
}

static void send_event(const struct capture *capture, const char *name,
		       const char *fields)
{
	int saved_errno = errno;
	char line[LINE_SIZE];
	int length = snprintf(line, sizeof(line), "{\"event\":\"%s\","
			      "\"thread\":\"%s\",\"us\":%lld%s}\n", name,
			      capture->name, clock_us(), fields);

	if (length > 0 && length < LINE_SIZE)
		write_line(line, length);
	errno = saved_errno;
}

void events_send_once(struct capture *capture, enum event event)
{
	if (!settings.events_fd || capture->events_sent & 1u << event)
		return;
	capture->events_sent |= 1u << event;
	send_event(capture, names[event], "");
}

void events_send_error(const struct capture *capture, int error, int socket)
{
	static int count;
	const char *name = strerrorname_np(error);
	char fields[64];

	if (!settings.events_fd ||
	    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED) >= MAX_SEND_ERRORS)
		return;
	snprintf(fields, sizeof(fields), ",\"errno\":\"%s\",\"socket\":%d",
		 name ? name : "unknown", socket);
	send_event(capture, "send-error", fields);
}
