/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FANOUT_H
#define PEERUP_PRELOAD_FANOUT_H

struct capture;

/*
 * The order of the sockets that share an interface's frames, as the kernel
 * keeps it in its array and tells nobody.  A socket that cannot receive has no
 * place; one that can again comes last; the last one takes a place that falls
 * vacant.
 */

/* The socket shares from now on. */
void fanout_join(struct capture *capture);

/* A ring was set up: for that the kernel unhooks the socket and hooks it in
 * again. */
void fanout_rejoin(struct capture *capture);

/* The socket is going to be closed. */
void fanout_leave(struct capture *capture);

/*
 * The link was seen up or down: the kernel unhooks an interface's sockets when
 * it goes down, and when it comes up hooks those in that are still open, in
 * the order in which they were opened.
 */
void fanout_link_changed(const char *iface, int up);

#endif
