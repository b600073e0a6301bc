/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NETWORK_H
#define PEERUP_KEEPER_NETWORK_H

struct options;
struct report;

/* Two network namespaces without names; open descriptors of both. */
struct network {
	int clients;		/* the clients' namespace */
	int engine_links;	/* a netlink socket in the engine's */
};

/*
 * Creates a namespace for the engine, which the caller enters, and one for its
 * clients.  Each interface of the engine is one end of a veth pair; the other
 * end has the same name in the clients' namespace.  All ends are up, but for
 * the engine's that options name as down.  IPv6 and ARP are off: a frame that
 * the kernel sends by itself would wake a thread that no driver released.
 */
int network_create(const struct options *options, struct network *network,
		   struct report *report);

#endif
