/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NETLINK_H
#define PEERUP_KEEPER_NETLINK_H

/* Requests about links; a socket belongs to the namespace it is opened in. */
int netlink_open(void);

/* A socket that gets readable when a link changes. */
int netlink_open_events(void);

/* All of them return 0, or -1 with errno. */
struct veth {
	const char *name;	/* of both ends */
	int index;		/* in the socket's namespace */
	int far_index;		/* in the far namespace, another number */
	int far_namespace;	/* an open descriptor */
};

int netlink_add_veth(int fd, const struct veth *veth);
int netlink_set_flags(int fd, int index, unsigned int flags, unsigned int mask);
int netlink_get_flags(int fd, int index, unsigned int *flags);
int netlink_drain_events(int fd);

/* The index of an interface, or -1. */
int netlink_find(int fd, const char *name);

#endif
