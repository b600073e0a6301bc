/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ENTRY_LOCK_H
#define PEERUP_FORWARDER_ENTRY_LOCK_H

#include "action.h"

struct peer;
struct thread;

/*
 * The lock of a published entry.  Two threads take it: the peer that forwards
 * to the entry, from its guard until it has sent, and the entry's own thread,
 * to publish DOWN.  So a thread that goes down waits for a send under way, and
 * closes its socket after it.
 *
 * A variant without the feature passes the gate and locks nothing.  With a
 * driver a thread that must wait comes back to its gate; without, it blocks.
 */
void entry_lock_take(struct thread *t, struct peer *entry, enum action gate);
void entry_lock_release(struct thread *t, struct peer *entry);

/*
 * A driver cannot see in which order a step locks and stores between two
 * gates.  But DOWN may be stored under the lock alone, so the state cannot have
 * become DOWN since the lock was released or UP was published.  Ends the
 * program if it has.
 */
void entry_lock_expect_covered(const struct thread *t,
			       const struct peer *entry);

/* Notes the state for the next entry_lock_expect_covered(). */
void entry_lock_note_state(const struct thread *t, struct peer *entry);

#endif
