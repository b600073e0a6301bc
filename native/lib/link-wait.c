// SPDX-License-Identifier: MIT
#include "link-wait.h"

#include "clock.h"
#include "netlink.h"

#include <errno.h>
#include <poll.h>

int link_wait(const struct link_wait_sockets *sockets,
	      const struct link_wait_condition *condition, long until_ms,
	      unsigned int *flags)
{
	struct pollfd event = { .fd = sockets->events, .events = POLLIN };

	*flags = 0;
	for (;;) {
		long left_ms = until_ms - clock_ms();

		/*
		 * Read the flags after the events: a change that comes later
		 * makes the socket readable again, so poll() misses none.
		 */
		if (netlink_drain_events(sockets->events) ||
		    netlink_get_flags(sockets->requests, condition->index,
				      flags))
			return -1;
		if ((*flags & condition->mask) == condition->flags)
			return 0;
		if (left_ms <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		if (poll(&event, 1, left_ms) < 0 && errno != EINTR)
			return -1;
	}
}
