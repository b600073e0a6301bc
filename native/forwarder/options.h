/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_OPTIONS_H
#define PEERUP_FORWARDER_OPTIONS_H

#include "order.h"
#include "variant.h"

#include <net/if.h>

#define MAX_INTERFACES 128
#define MAX_THREADS_PER_INTERFACE 99

struct options {
	const struct variant *variant;	/* one that has a name, or features */
	struct variant features;
	enum order order;
	/* tx0, rx0, tx1, rx1, ...: each copies to the other of its pair. */
	char interfaces[MAX_INTERFACES][IFNAMSIZ];
	int interface_count;
	int threads;		/* on each interface */
	int ring_delay_us;
	int events_fd;		/* -1: nobody asked for them */
	const char *log;	/* NULL: standard output */
};

/* Ends the process where there is nothing to run, with a message. */
void options_parse(int argc, char **argv, struct options *options);

#endif
