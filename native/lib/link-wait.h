/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_LINK_WAIT_H
#define PEERUP_KEEPER_LINK_WAIT_H

/* The two sockets that ask about the links of a namespace, netlink.h. */
struct link_sockets {
	int requests;
	int events;
};

/* What is awaited of an interface's flags, IFF_... */
struct link_wish {
	int index;
	unsigned int mask;
	unsigned int flags;
};

/*
 * Waits until the flags are so, and for nothing longer than until_ms, a time
 * of clock_ms().  0, or -1 with errno, ETIMEDOUT if it is late; seen is what
 * the flags were last.
 */
int link_await(const struct link_sockets *sockets, const struct link_wish *wish,
	       long until_ms, unsigned int *seen);

#endif
