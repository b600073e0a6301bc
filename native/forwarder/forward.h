/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_FORWARD_H
#define PEERUP_FORWARDER_FORWARD_H

struct ring_frame;
struct thread;

/* Sends a frame through the socket that the peer has published. */
void forward(struct thread *t, const struct ring_frame *frame);

/* Clears the record of the last send. */
void forward_clear(struct thread *t);

#endif
