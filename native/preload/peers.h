/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_PEERS_H
#define PEERUP_PRELOAD_PEERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads the engine's peerslist and its entries, and never writes them.  The
 * engine frees the entries after its capture threads have ended, so only
 * capture threads may call these functions.
 */

/*
 * The entry that was added last.  Ends the engine if it is not of this
 * interface, or if the list has no layout that we know.
 */
const void *peers_newest(const char *iface);

/* Checks the layout once more, with all `count` entries added. */
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
 * The tid of the thread that holds the entry's mutex, given the address at
 * which another thread waits in futex().  0 if the mutex is free, or if the
 * address is not in the entry.
 */
int peers_lock_holder(const void *entry, uintptr_t address);

#endif
