/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ARRIVAL_H
#define PEERUP_FORWARDER_ARRIVAL_H

#include <stdbool.h>

struct thread;

enum arrival { ARRIVAL_NONE, ARRIVAL_FRAME, ARRIVAL_FAILED };

/*
 * One poll.  With a driver it does not wait: the driver lets the thread ask
 * again when it has sent a frame.  An error goes before a frame, and stays
 * where it is.
 */
enum arrival arrival_await(const struct thread *t);

/*
 * Asks recv() what the error was, which takes it away.  False if it is gone:
 * who sent through our socket meanwhile has got it.
 */
bool arrival_take_error(const struct thread *t);

/*
 * Whether an error is pending at its socket: the link went down, or was down
 * at bind().  Asking takes nothing away.
 */
bool arrival_has_error(const struct thread *t);

#endif
