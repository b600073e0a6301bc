/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ARRIVAL_H
#define PEERUP_FORWARDER_ARRIVAL_H

#include <stdbool.h>

struct thread;

enum arrival { ARRIVAL_NONE, ARRIVAL_FRAME, ARRIVAL_FAILED };

/*
 * One poll.  With a driver it does not wait: the driver lets the thread ask
 * again when it has sent a frame.
 */
enum arrival arrival_await(const struct thread *t, short *events);

/* Whether a failure lasts: an error that goes when it is asked for does not. */
bool arrival_is_down(const struct thread *t, short events);

#endif
