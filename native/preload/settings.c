// SPDX-License-Identifier: MIT
#include "settings.h"

#include "fatal.h"
#include "number.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DELAY_US 10000000
#define MAX_FD (1 << 20)
#define MAX_TURN 256

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

/*
 * An entry that was never published has the number 0, standard input.  What a
 * send to it answers is known if that is open and no socket.  This looks before
 * the engine opens anything: later another file may have the number.
 */
static void expect_standard_input(void)
{
	struct stat status;

	if (fstat(STDIN_FILENO, &status))
		fatal("this engine was started without a standard input; start "
		      "it with one that is no socket, such as /dev/null");
	if (S_ISSOCK(status.st_mode))
		fatal("this engine has a socket as its standard input, which "
		      "may take a frame that is sent to descriptor 0; start it "
		      "with another one, such as /dev/null");
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
	settings.fail_ring = read_number("PEERUP_FAIL_RING", 1, MAX_TURN);
	settings.events_fd = read_number("PEERUP_EVENTS", 1, MAX_FD);
	if (settings.events_fd && fcntl(settings.events_fd, F_GETFD) < 0)
		fatal("expected an open descriptor in PEERUP_EVENTS, got %d",
		      settings.events_fd);
	settings.gated = getenv("PEERUP_GATES");
	settings.active = settings.gated || settings.ring_delay_us ||
			  settings.fail_ring || settings.events_fd;
	if (settings.active)
		expect_standard_input();
}
