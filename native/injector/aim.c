// SPDX-License-Identifier: MIT
#include "aim.h"

#include "inject.h"
#include "port.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
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

/* Sends the frames of targets from first to last on one processor. */
static int send_on(int processor, const struct port *port, int first, int last,
		   char *why, size_t size)
{
	cpu_set_t allowed, one;
	int failed = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_getaffinity");
	CPU_ZERO(&one);
	CPU_SET(processor, &one);
	/* The kernel has moved us there when the call returns. */
	if (sched_setaffinity(0, sizeof(one), &one))
		return fail(why, size, "sched_setaffinity");
	for (int target = first; target <= last && !failed; target++)
		if (inject_send(port, target))
			failed = fail(why, size, "send");
	if (sched_setaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_setaffinity");
	return failed;
}

static int send_to(const struct port *port, int slot, int members, int first,
		   int last, char *why, size_t size)
{
	cpu_set_t allowed;
	int processor;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_getaffinity");
	processor = find_processor(&allowed, slot, members);
	if (processor < 0)
		return fail_without_processor(&allowed, slot, members, why,
					      size);
	return send_on(processor, port, first, last, why, size);
}

int aim_send(const struct port *port, int slot, int members, char *why,
	     size_t size)
{
	return send_to(port, slot, members, slot, slot, why, size);
}

int aim_send_for_all(const struct port *port, int slot, int members, char *why,
		     size_t size)
{
	return send_to(port, slot, members, 0, members - 1, why, size);
}

static bool can_aim(const cpu_set_t *allowed, int members)
{
	for (int slot = 0; slot < members; slot++)
		if (find_processor(allowed, slot, members) < 0)
			return false;
	return true;
}

int aim_send_to_all(const struct port *port, int target, int members,
		    char *why, size_t size)
{
	cpu_set_t allowed;
	int failed = 0;
	bool aimed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return fail(why, size, "sched_getaffinity");
	aimed = can_aim(&allowed, members);
	for (int slot = 0; slot < members && !failed; slot++) {
		if (aimed)
			failed = send_to(port, slot, members, target, target,
					 why, size);
		else if (inject_send(port, target))
			failed = fail(why, size, "send");
	}
	return failed;
}
