/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PROBE_H
#define PEERUP_INJECTOR_PROBE_H

#include <stdbool.h>

#define MAX_TARGETS 99

struct port;

struct probe {
	/* What is asked. */
	int targets;		/* capture threads on the interface */
	int count;		/* frames at most */
	int deadline_ms;
	bool aimed;		/* by processor, see aim.h; else they take turns */
	/* What came of it. */
	int sent;
	int received;
	double first_ms;	/* from the first send to the first arrival */
	int received_for[MAX_TARGETS];
};

/*
 * Sends frames for every target into one port until one for each came out at
 * the other, or the count or the time is up; 0 or -1.
 */
int probe_run(struct probe *probe, const struct port *in, struct port *out);

#endif
