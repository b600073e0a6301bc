/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ARRIVAL_H
#define PEERUP_FORWARDER_ARRIVAL_H

#include <stdbool.h>

struct thread;

enum arrival { ARRIVAL_NONE, ARRIVAL_FRAME, ARRIVAL_FAILED };

/*
 * Polls once.  With a driver it does not wait: the driver releases the thread
 * again after it has sent a frame.  An error comes before a frame, and stays
 * pending.
 */
enum arrival arrival_await(const struct thread *t);

/*
 * Reads the pending error with recv(), which clears it.  False if it is gone:
 * a thread that sent through our socket meanwhile has taken it.
 */
bool arrival_take_error(const struct thread *t);

/*
 * Whether an error is pending at the thread's socket: the link went down, or
 * was down at bind().  The error stays pending.
 */
bool arrival_has_error(const struct thread *t);

#endif
