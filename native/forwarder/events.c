// SPDX-License-Identifier: MIT
/*
 * When which thread came how far, for who plots a start: lines on a
 * descriptor, in the words that a preloaded library has for Suricata too.
 */
#include "events.h"

#include "clock.h"
#include "engine.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of failing sends; what comes after them is told by the log alone. */
#define MOST_ERRORS 1000

static atomic_int events_fd = -1;

int events_open(int fd)
{
	/* The reader may close its end: the engine goes on. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -1;
	atomic_store(&events_fd, fd);
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* One write a line, so that the lines of several threads do not mix. */
static void tell(const struct thread *t, const char *what, const char *more)
{
	char line[192];
	int length;

	length = snprintf(line, sizeof(line), "{\"event\":\"%s\","
			  "\"thread\":\"%s\",\"us\":%lld%s}\n", what, t->name,
			  clock_us(), more);
	if (write(atomic_load(&events_fd), line, length) != length)
		atomic_store(&events_fd, -1);
}

void event(const struct thread *t, const char *what)
{
	if (atomic_load(&events_fd) >= 0)
		tell(t, what, "");
}

void event_send_error(const struct thread *t, int error, int socket)
{
	static atomic_int told;
	const char *name = strerrorname_np(error);
	char more[64];

	if (atomic_load(&events_fd) < 0 ||
	    atomic_fetch_add(&told, 1) >= MOST_ERRORS)
		return;
	snprintf(more, sizeof(more), ",\"errno\":\"%s\",\"socket\":%d",
		 name ? name : "unknown", socket);
	tell(t, "send-error", more);
}
