/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_CREATE_H
#define PEERUP_FORWARDER_CREATE_H

#include "packet-socket.h"

struct thread;

/*
 * Opens a thread's socket and ring, and publishes it.  Only a first open
 * counts for the barrier, and only its failure can be fatal.  A failure is
 * logged, and what was opened is closed again, the ring included.  With
 * ringFirst a first open waits for its turn between ring and bind().
 */
enum outcome create_socket(struct thread *t);

/* Adds up the kernel's counters and closes socket and ring. */
void create_close(struct thread *t);

#endif
