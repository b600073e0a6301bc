/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_CREATE_H
#define PEERUP_FORWARDER_CREATE_H

#include "packet-socket.h"

#include <stdbool.h>

struct thread;

/*
 * Opens a thread's socket and ring, and publishes it.  Only a first open
 * counts for the barrier.  What fails is logged, and closed again.
 */
enum outcome create_socket(struct thread *t, bool first);

/* Closes both, after adding up what the kernel counted. */
void destroy_socket(struct thread *t);

#endif
