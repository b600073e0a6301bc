/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LINK_WAIT_H
#define PEERUP_LINK_WAIT_H

/* Two netlink sockets (netlink.h) of the namespace that has the link. */
struct link_wait_sockets {
	int requests;
	int events;
};

/* An interface's flags (IFF_...), as far as the mask selects them. */
struct link_wait_condition {
	int index;
	unsigned int mask;
	unsigned int flags;
};

/*
 * Waits until the condition holds, or until until_ms in clock_ms() time.
 * Returns 0, or -1 with errno (ETIMEDOUT at the deadline); *flags receives the
 * flags that the kernel reported last.
 */
int link_wait(const struct link_wait_sockets *sockets,
	      const struct link_wait_condition *condition, long until_ms,
	      unsigned int *flags);

#endif
