/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_PEERS_H
#define PEERUP_PRELOAD_PEERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The engine's peerslist and its entries, read and never written.  The engine
 * frees the entries when its capture threads have ended: who asks is one.
 */

/* The entry that was added last; it must be the one for this interface. */
const void *peers_newest(const char *iface);

/* Every entry is there: looks once more whether the layout is understood. */
void peers_check_all(int count);

const char *peers_layout_name(void);

int peers_turn(void);
int peers_reached(void);

int peers_if_idx(const void *entry);
int peers_socket(const void *entry);
bool peers_state_up(const void *entry);
bool peers_in_use(const void *entry);
const void *peers_peer(const void *entry);

/*
 * Who holds the mutex of an entry whose word for futex() is at this address:
 * its tid; 0 if nobody does, or if it is no address in the entry.
 */
int peers_lock_holder(const void *entry, uintptr_t address);

#endif
