/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PROBE_H
#define PEERUP_INJECTOR_PROBE_H

#include <stdbool.h>

#define PROBE_MAX_TARGETS 99

struct port;

struct probe {
	/* The request. */
	int targets;		/* capture threads on the interface */
	int count;		/* frames at most */
	int deadline_ms;
	bool aimed;		/* with aim_send() instead of a copy for each */
	/* The result. */
	int sent;
	int received;
	double first_ms;	/* from the first send to the first arrival */
	int received_for[PROBE_MAX_TARGETS];
};

/*
 * Sends test frames for every target into one port, until one for each has
 * come out of the other, or the count or the time is up; 0 or -1.
 */
int probe_run(struct probe *probe, const struct port *in, struct port *out);

#endif
