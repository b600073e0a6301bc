// SPDX-License-Identifier: MIT
#include "link-wait.h"

#include "clock.h"
#include "netlink.h"

#include <errno.h>
#include <poll.h>

int link_await(const struct link_sockets *sockets, const struct link_wish *wish,
	       long until_ms, unsigned int *seen)
{
	struct pollfd poll_fd = { .fd = sockets->events, .events = POLLIN };

	*seen = 0;
	for (;;) {
		long left_ms = until_ms - clock_ms();

		/* Asked after earlier events are read: none is missed. */
		if (netlink_drain_events(sockets->events) ||
		    netlink_get_flags(sockets->requests, wish->index, seen))
			return -1;
		if ((*seen & wish->mask) == wish->flags)
			return 0;
		if (left_ms <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		if (poll(&poll_fd, 1, left_ms) < 0 && errno != EINTR)
			return -1;
	}
}
