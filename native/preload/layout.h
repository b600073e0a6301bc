/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_LAYOUT_H
#define PEERUP_PRELOAD_LAYOUT_H

#include <stddef.h>

/* Of the list's head, the same in all versions. */
#define HEAD_FIRST 0
#define HEAD_LAST 8
#define HEAD_TURN 24
#define HEAD_REACHED 28

#define IFACE_SIZE 48

/* Where the fields of an entry, AFPPeer, are. */
struct layout {
	const char *name;	/* the versions it stands for */
	size_t socket;		/* int */
	size_t sock_usage;	/* int */
	size_t if_idx;		/* int */
	size_t turn;		/* int */
	size_t state;		/* one byte, AFP_STATE_* */
	size_t peer;		/* the entry that its thread sends to */
	size_t next;		/* behind it, the back link */
	size_t iface;		/* IFACE_SIZE bytes */
	size_t size;		/* of it all; its mutex is somewhere in there */
};

/*
 * The one layout with which `count` entries read as what they must be, or NULL
 * and why not.  Memory that is not what it should be is not followed into.
 */
const struct layout *layout_find(const void *head, int count, char *why,
				 size_t size);

/* The entry of this number, from 0; the layout must have been found. */
const void *layout_entry(const struct layout *layout, const void *head,
			 int number);

#endif
