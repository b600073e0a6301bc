/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_LAYOUT_H
#define PEERUP_PRELOAD_LAYOUT_H

#include <stddef.h>

/* Offsets in the list's head (AFPPeersList), the same in all versions. */
#define HEAD_FIRST 0
#define HEAD_LAST 8
#define HEAD_TURN 24
#define HEAD_REACHED 28

#define IFACE_SIZE 48

/* Offsets of the fields in an entry (AFPPeer). */
struct layout {
	const char *name;	/* the versions that have it */
	size_t socket;		/* int */
	size_t sock_usage;	/* int */
	size_t if_idx;		/* int */
	size_t turn;		/* int */
	size_t state;		/* one byte, AFP_STATE_* */
	size_t peer;		/* the entry that its thread sends to */
	size_t next;		/* the link; the back link follows it */
	size_t iface;		/* IFACE_SIZE bytes */
	size_t size;		/* of the entry, its mutex included */
};

/*
 * Finds the layout that fits a list of `count` entries of which none has been
 * opened.  NULL with the reasons in why, if not exactly one fits.  Safe for
 * lists that contain anything, invalid pointers too.
 */
const struct layout *layout_find(const void *head, int count, char *why,
				 size_t size);

/* The entry with this number, from 0, in a list that has the layout. */
const void *layout_entry(const struct layout *layout, const void *head,
			 int number);

#endif
