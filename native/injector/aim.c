// SPDX-License-Identifier: MIT
#include "aim.h"

#include "inject.h"
#include "port.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

static int fail(char *why, size_t size, const char *what)
{
	snprintf(why, size, "%s: %s", what, strerror(errno));
	return -1;
}

/* A processor that we may use and that the group maps to slot; or -1. */
static int find_processor(const cpu_set_t *allowed, int slot, int members)
{
	for (int c = slot; c < CPU_SETSIZE; c += members)
		if (CPU_ISSET(c, allowed))
			return c;
	return -1;
}

static int fail_without_processor(const cpu_set_t *allowed, int slot,
				  int members, char *why, size_t size)
{
	size_t length = snprintf(why, size, "expected a processor for member "
				 "%d of %d, can run only on", slot, members);

	for (int c = 0; c < CPU_SETSIZE && length < size; c++)
		if (CPU_ISSET(c, allowed))
			length += snprintf(why + length, size - length, " %d",
					   c);
	return -1;
}

int aim_send(const struct port *port, int slot, int members, char *why,
	     size_t size)
{
	cpu_set_t allowed, one;
	int processor, failed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_getaffinity");
	processor = find_processor(&allowed, slot, members);
	if (processor < 0)
		return fail_without_processor(&allowed, slot, members, why,
					      size);
	CPU_ZERO(&one);
	CPU_SET(processor, &one);
	/* The kernel has moved us there when the call returns. */
	if (sched_setaffinity(0, sizeof(one), &one))
		return fail(why, size, "sched_setaffinity");
	failed = inject_send(port, slot) ? fail(why, size, "send") : 0;
	if (sched_setaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_setaffinity");
	return failed;
}
