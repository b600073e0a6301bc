/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_OPTIONS_H
#define PEERUP_FORWARDER_OPTIONS_H

#include "features.h"
#include "order.h"

#include <net/if.h>
#include <stdbool.h>

#define MAX_INTERFACES 128
#define MAX_THREADS_PER_INTERFACE 99

struct options {
	struct features features;
	const char *features_text;	/* as given, for the log */
	enum order order;
	/* tx0, rx0, tx1, rx1, ...: each copies to the other of its pair. */
	char interfaces[MAX_INTERFACES][IFNAMSIZ];
	int interface_count;
	int threads;		/* on each interface */
	int ring_delay_us;
	int miss_in_ring;	/* flag: see missed-error.h */
	int fail_ring;		/* whose ring fails: its turn from 1, or 0 */
	int events_fd;		/* -1: no events */
	const char *log;	/* NULL: standard output */
	bool fanout_cpu;	/* the processor selects a frame's thread */
};

/* Reads argv; ends the process with a message if it is wrong usage. */
void options_parse(int argc, char **argv, struct options *options);

#endif
