// SPDX-License-Identifier: MIT
#include "settings.h"

#include "fatal.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define MAX_DELAY_US 10000000
#define MAX_FD (1 << 20)

struct settings settings;

static long number(const char *name, long least, long most)
{
	const char *text = getenv(name);
	char *end;
	long value;

	if (!text)
		return 0;
	errno = 0;
	value = strtol(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || value < least ||
	    value > most)
		fatal("expected %s=number from %ld to %ld, got \"%s\"", name,
		       least, most, text);
	return value;
}

__attribute__((constructor))
static void read_settings(void)
{
	const void *peerslist = dlsym(RTLD_DEFAULT, "peerslist");

	if (!peerslist)
		return;
	settings.peerslist = peerslist;
	settings.ring_delay_us = number("PEERUP_RING_DELAY_US", 0,
					MAX_DELAY_US);
	settings.events_fd = number("PEERUP_EVENTS", 1, MAX_FD);
	if (settings.events_fd && fcntl(settings.events_fd, F_GETFD) < 0)
		fatal("expected PEERUP_EVENTS=an open descriptor, got %d",
		       settings.events_fd);
	settings.gated = getenv("PEERUP_GATES");
	settings.active = settings.gated || settings.ring_delay_us ||
			  settings.events_fd;
}
