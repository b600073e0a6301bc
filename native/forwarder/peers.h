/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_PEERS_H
#define PEERUP_FORWARDER_PEERS_H

struct engine;
struct thread;

/* Makes a thread's entry and counts it, in turn order; 0 or an error number. */
int peers_add(struct thread *t);

/* Waits until it is this thread's turn to open; -1 if the engine stops. */
int peers_wait_turn(struct thread *t);

/* Lets the next thread go on; the last one opens the barrier. */
void peers_bump(struct thread *t);

/* What two mutants do out of place: a bump that shows no gates. */
void peers_bump_unseen(struct thread *t);

/* Publishes an open socket to the thread that forwards here. */
void peers_publish(struct thread *t);

#endif
