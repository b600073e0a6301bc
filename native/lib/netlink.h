/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_NETLINK_H
#define PEERUP_NETLINK_H

/*
 * Requests to the kernel about links (rtnetlink).  A socket always concerns
 * the network namespace in which it was opened.
 */

/* A socket for requests; -1 with errno. */
int netlink_open(void);

/* A non-blocking socket that becomes readable when a link changes; or -1. */
int netlink_open_events(void);

/* A pair of interfaces with the same name, in two namespaces. */
struct netlink_veth {
	const char *name;
	int index;		/* in the socket's namespace */
	int far_index;		/* in the far namespace; must differ */
	int far_namespace;	/* an open descriptor of that namespace */
};

/* These return 0, or -1 with errno. */
int netlink_add_veth(int fd, const struct netlink_veth *veth);
int netlink_set_flags(int fd, int index, unsigned int flags, unsigned int mask);
int netlink_get_flags(int fd, int index, unsigned int *flags);
int netlink_drain_events(int fd);

/* Returns the index of an interface, or -1 with errno. */
int netlink_find_index(int fd, const char *name);

#endif
