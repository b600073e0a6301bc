/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_DOWN_H
#define PEERUP_FORWARDER_DOWN_H

struct thread;

/* Takes a thread with a failed socket down. */
void down_go(struct thread *t);

/* Closes the old socket of a thread that is down, and opens a new one once. */
void down_reopen(struct thread *t);

#endif
