/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FAKE_FAKE_LIST_H
#define PEERUP_PRELOAD_FAKE_FAKE_LIST_H

#include <stddef.h>

#define FAKE_LIST_ENTRIES 3

/* The engine's global peerslist. */
struct fake_list_head {
	void *first;
	void *last;
	int cnt;
	int peered;
	int turn;
	int reached;
};

/*
 * Adds an entry for an interface at the end, as a case says.  A case names a
 * layout, "7.0" or "main", and may add a fault, as in "main:turn".  -1 if it
 * names neither of them, or if the list is full.
 */
int fake_list_add(struct fake_list_head *head, const char *name,
		  const char *iface);

/* Stores in all entries what their threads would: the first is still DOWN. */
void fake_list_open(const char *name);

/* The name of a case, from 0; NULL after the last one. */
const char *fake_list_case(int number);

#endif
