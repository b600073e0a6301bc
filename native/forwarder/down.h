/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_DOWN_H
#define PEERUP_FORWARDER_DOWN_H

struct thread;

/* A thread whose socket failed goes down. */
void down_go(struct thread *t);

/* While it is down: one attempt to open a new socket, in place of the old. */
void down_reopen(struct thread *t);

#endif
