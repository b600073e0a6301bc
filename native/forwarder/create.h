/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_CREATE_H
#define PEERUP_FORWARDER_CREATE_H

#include "packet-socket.h"

struct thread;

/*
 * Opens a thread's socket and ring, and publishes it.  Only a first open
 * counts for the barrier, and only there is a failure fatal.  What fails is
 * logged, and closed again.
 */
enum outcome create_socket(struct thread *t);

/* Closes both, after adding up what the kernel counted. */
void destroy_socket(struct thread *t);

#endif
