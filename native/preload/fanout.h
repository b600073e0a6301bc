/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FANOUT_H
#define PEERUP_PRELOAD_FANOUT_H

struct capture;

/*
 * The places of an interface's sockets in its fanout group.  The kernel keeps
 * them in an array (af_packet.c::__fanout_link(), __fanout_unlink()) that user
 * space cannot read, so we do what it does: a socket that starts to receive
 * gets the place behind the last one; when one stops, the last socket takes
 * its place.
 */

/* The socket joined the group, or was bound as its interface's only one. */
void fanout_join(struct capture *capture);

/* To set up a ring, the kernel unlinks the socket and links it again. */
void fanout_rejoin(struct capture *capture);

/* Call it before the socket is closed. */
void fanout_leave(struct capture *capture);

/*
 * When a link goes down, the kernel unlinks the interface's sockets.  When it
 * comes up, it links those that are still open, in the order in which they
 * were opened.
 */
void fanout_link_changed(const char *iface, int up);

#endif
