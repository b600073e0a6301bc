// SPDX-License-Identifier: MIT
#include "events.h"

#include "capture.h"
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

/* A pipe whose reader has gone must not end the engine. */
static void write_quietly(const char *line, size_t length)
{
	const struct timespec at_once = { 0 };
	sigset_t pipe, before, pending;
	bool was_pending;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	if (write(settings.events_fd, line, length) < 0 && errno == EPIPE &&
	    !was_pending)
		sigtimedwait(&pipe, NULL, &at_once);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A slow reader loses lines: the engine must not wait for it. */
static void write_line(const char *line, size_t length)
{
	struct pollfd room = { .fd = settings.events_fd, .events = POLLOUT };

	if (send(settings.events_fd, line, length,
		 MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno != ENOTSOCK)
		return;
	if (real_calls()->poll(&room, 1, 0) == 1 && room.revents == POLLOUT)
		write_quietly(line, length);
}

static void tell(const struct capture *capture, const char *name,
		 const char *more)
{
	int saved_errno = errno;
	char line[LINE_SIZE];
	int length = snprintf(line, sizeof(line), "{\"event\":\"%s\","
			      "\"thread\":\"%s\",\"us\":%lld%s}\n", name,
			      capture->name, clock_us(), more);

	if (length > 0 && length < LINE_SIZE)
		write_line(line, length);
	errno = saved_errno;
}

void events_send_once(struct capture *capture, enum event event)
{
	if (!settings.events_fd || capture->told & 1u << event)
		return;
	capture->told |= 1u << event;
	tell(capture, names[event], "");
}

void events_send_error(const struct capture *capture, int error, int socket)
{
	static int count;
	const char *name = strerrorname_np(error);
	char more[64];

	if (!settings.events_fd ||
	    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED) >= MAX_SEND_ERRORS)
		return;
	snprintf(more, sizeof(more), ",\"errno\":\"%s\",\"socket\":%d",
		 name ? name : "unknown", socket);
	tell(capture, "send-error", more);
}
