/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_SYNCHRONIZE_H
#define PEERUP_FORWARDER_SYNCHRONIZE_H

struct thread;

/*
 * Waits until the last thread has bumped, and empties the ring meanwhile, so
 * that no stale frame is forwarded.  A socket that fails ends the wait too, as
 * upstream; so does the engine's stop, unlike upstream.
 */
void synchronize_start(struct thread *t);

#endif
