/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_SETTINGS_H
#define PEERUP_PRELOAD_SETTINGS_H

#include <stdbool.h>

/*
 * The settings from the environment.  They are all zero before our
 * constructor, in a process without peerslist (such as a wrapper script's
 * shell), and if none of our variables is set.  Then the library only passes
 * calls on.
 */
struct settings {
	bool active;
	bool gated;		/* PEERUP_GATES, gate.h */
	const void *peerslist;
	long ring_delay_us;	/* PEERUP_RING_DELAY_US, or 0 */
	int fail_ring;		/* PEERUP_FAIL_RING: turn from 1, or 0 */
	int events_fd;		/* PEERUP_EVENTS, or 0 */
};

extern struct settings settings;

#endif
