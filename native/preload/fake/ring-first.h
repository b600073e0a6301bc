/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FAKE_RING_FIRST_H
#define PEERUP_PRELOAD_FAKE_RING_FIRST_H

#include "fake-list.h"

/*
 * Makes the calls of a thread that sets up its ring before its turn: it opens
 * its socket unbound, and looks at its link again in its turn.  If the link is
 * down at first, it closes the socket, waits for its turn nonetheless, bumps,
 * and opens once more.
 */
void ring_first_open(struct fake_list_head *peers, int turn, const char *iface);

#endif
