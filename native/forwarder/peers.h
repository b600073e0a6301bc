/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_PEERS_H
#define PEERUP_FORWARDER_PEERS_H

struct engine;
struct thread;

/* Makes a thread's entry and gives it the next turn; 0 or an error number. */
int peers_add(struct thread *t);

/* Waits until it is this thread's turn to open; -1 if the engine stops. */
int peers_wait_turn(struct thread *t);

/* Lets the next thread go on; the last one opens the barrier. */
void peers_bump(struct thread *t);

/* A bump that shows no gates, for two mutants. */
void peers_bump_unseen(struct thread *t);

/* Publishes an open socket for the peer that forwards to it. */
void peers_publish(struct thread *t);

#endif
