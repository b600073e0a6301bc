/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ENTRY_LOCK_H
#define PEERUP_FORWARDER_ENTRY_LOCK_H

#include "action.h"

struct peer;
struct thread;

/*
 * The lock of a published entry.  Two threads take it: the one that forwards
 * there, from its guard until it has sent, and the entry's own, to say that it
 * goes down.  So who goes down waits until the send under way is done, and
 * closes its socket only when nobody can be using it.
 *
 * A variant without the feature passes the gate and locks nothing.  A thread
 * that has to wait comes back to its gate with a driver, and blocks without.
 */
void entry_lock(struct thread *t, struct peer *entry, enum action gate);
void entry_unlock(struct thread *t, struct peer *entry);

/*
 * Between two gates nobody sees in which order a step locks and stores.  But
 * DOWN is stored under the lock alone, so it cannot have come since the last
 * one who held it or published: whoever does next ends the program if it has.
 */
void entry_expect_covered(const struct thread *t, const struct peer *entry);

/* Notes what the state is, for the next one. */
void entry_note(const struct thread *t, struct peer *entry);

#endif
