/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FAKE_FAKE_LIST_H
#define PEERUP_PRELOAD_FAKE_FAKE_LIST_H

#include <stddef.h>

#define FAKE_LIST_ENTRIES 3

/* A peerslist, as the engine's global is. */
struct fake_list_head {
	void *first;
	void *last;
	int cnt;
	int peered;
	int turn;
	int reached;
};

/*
 * Adds the entry that comes next, of an interface, as upstream would in this
 * case: "7.0" or "main", or one of these with a fault behind a colon, for
 * example "main:turn".  -1 if there is no such case.
 */
int fake_list_add(struct fake_list_head *head, const char *what, const char *iface);

/* All entries as if their threads had opened, each in its own way. */
void fake_list_open(const char *what);

/* The cases, one after the other; NULL after the last. */
const char *fake_list_case(int number);

#endif
