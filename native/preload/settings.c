// SPDX-License-Identifier: MIT
#include "settings.h"

#include "fatal.h"
#include "number.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>

#define MAX_DELAY_US 10000000
#define MAX_FD (1 << 20)

struct settings settings;

/* 0 if the variable is not set. */
static long read_number(const char *name, long min, long max)
{
	const char *text = getenv(name);
	unsigned long value;

	if (!text)
		return 0;
	if (!number_parse(text, min, max, &value))
		fatal("expected %s=number from %ld to %ld, got \"%s\"", name,
		      min, max, text);
	return value;
}

__attribute__((constructor))
static void read_settings(void)
{
	const void *peerslist = dlsym(RTLD_DEFAULT, "peerslist");

	if (!peerslist)
		return;
	settings.peerslist = peerslist;
	settings.ring_delay_us = read_number("PEERUP_RING_DELAY_US", 0,
					     MAX_DELAY_US);
	settings.events_fd = read_number("PEERUP_EVENTS", 1, MAX_FD);
	if (settings.events_fd && fcntl(settings.events_fd, F_GETFD) < 0)
		fatal("expected an open descriptor in PEERUP_EVENTS, got %d",
		      settings.events_fd);
	settings.gated = getenv("PEERUP_GATES");
	settings.active = settings.gated || settings.ring_delay_us ||
			  settings.events_fd;
}
