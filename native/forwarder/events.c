// SPDX-License-Identifier: MIT
/*
 * Reports how far each thread has come, for plots of a start: lines on a
 * descriptor, in the words that the preloaded library has for Suricata.
 */
#include "events.h"

#include "clock.h"
#include "engine.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Failed sends after these are in the log alone. */
#define MOST_ERRORS 1000

static atomic_int events_fd = -1;

int events_open(int fd)
{
	/* The engine goes on when the reader closes its end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -1;
	atomic_store(&events_fd, fd);
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* One write a line, so that the lines of several threads do not mix. */
static void write_line(const struct thread *t, const char *what,
		       const char *more)
{
	char line[192];
	int length;

	length = snprintf(line, sizeof(line), "{\"event\":\"%s\","
			  "\"thread\":\"%s\",\"us\":%lld%s}\n", what, t->name,
			  clock_us(), more);
	if (write(atomic_load(&events_fd), line, length) != length)
		atomic_store(&events_fd, -1);
}

void events_report(const struct thread *t, const char *what)
{
	if (atomic_load(&events_fd) >= 0)
		write_line(t, what, "");
}

void events_report_error(const struct thread *t, int error, int socket)
{
	static atomic_int reported;
	const char *name = strerrorname_np(error);
	char more[64];

	if (atomic_load(&events_fd) < 0 ||
	    atomic_fetch_add(&reported, 1) >= MOST_ERRORS)
		return;
	snprintf(more, sizeof(more), ",\"errno\":\"%s\",\"socket\":%d",
		 name ? name : "unknown", socket);
	write_line(t, "send-error", more);
}
