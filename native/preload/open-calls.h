/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_OPEN_CALLS_H
#define PEERUP_PRELOAD_OPEN_CALLS_H

struct capture;

/*
 * Stops at Bind, unless the thread has stopped there with this socket; with its
 * ring first also at WaitTurn, if it did not sleep for its turn.
 */
void open_before_bind(struct capture *self);

#endif
