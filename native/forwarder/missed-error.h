/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_MISSED_ERROR_H
#define PEERUP_FORWARDER_MISSED_ERROR_H

struct engine;

/*
 * The kernel takes a socket off its interface while it sets up its ring.  A
 * link that goes down meanwhile leaves no error there.  No gate can hold a
 * thread inside that call: it stands before it, on its interface.  So with
 * --miss-in-ring the sockets of all threads that stand there lose a pending
 * error before each snapshot: the driver asks for one whenever it has set a
 * link, and no thread runs in between.
 */
void missed_error_drop(const struct engine *engine);

#endif
