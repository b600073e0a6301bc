/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NETWORK_H
#define PEERUP_KEEPER_NETWORK_H

struct options;
struct report;

/* Two network namespaces without names, open descriptors both. */
struct network {
	int clients;		/* the namespace with the far ends */
	int engine_links;	/* requests about the near ends, netlink.h */
};

/*
 * The caller is in the engine's namespace afterwards; the clients' holds the
 * far end of each interface, by the same name.  All are up, or as the options
 * say, without IPv6 and ARP: a frame nobody sent would wake a thread that
 * nobody released.
 */
int network_make(const struct options *options, struct network *network,
		 struct report *report);

#endif
