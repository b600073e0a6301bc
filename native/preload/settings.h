/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_SETTINGS_H
#define PEERUP_PRELOAD_SETTINGS_H

#include <stdbool.h>

/*
 * What the environment asks for.  All zero before our constructor, in a
 * process without peerslist (a wrapper script's shell), and without any of
 * our variables: then the library does nothing but pass calls on.
 */
struct settings {
	bool active;
	bool gated;		/* PEERUP_GATES, gate.h */
	const void *peerslist;
	long ring_delay_us;	/* PEERUP_RING_DELAY_US, or 0 */
	int events_fd;		/* PEERUP_EVENTS, or 0 */
};

extern struct settings settings;

#endif
