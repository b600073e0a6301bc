/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NETWORK_H
#define PEERUP_KEEPER_NETWORK_H

struct options;
struct report;

/*
 * Two network namespaces without names.  The caller is in the engine's
 * afterwards; the clients' is an open descriptor, and holds the far end of
 * each interface, by the same name.  All are up, without IPv6 and ARP: a
 * frame nobody sent would wake a thread that nobody released.
 */
int network_make(const struct options *options, int *clients,
		 struct report *report);

#endif
