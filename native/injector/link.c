// SPDX-License-Identifier: MIT
/*
 * A link has two ends of the same name.  The engine's is set; ours stays
 * administratively up, and loses and gets back its carrier.
 */
#include "link.h"

#include "link-wait.h"
#include "netlink.h"
#include "clock.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define DEADLINE_MS 10000

static int engine_requests = -1;

void link_of_engine(int requests)
{
	engine_requests = requests;
}

static int fail(char *why, size_t size, const char *name, const char *what)
{
	snprintf(why, size, "link %s: %s: %s", name, what, strerror(errno));
	return -1;
}

/* Ours, opened when first needed; they stay. */
static const struct link_sockets *own_sockets(void)
{
	static struct link_sockets sockets = { -1, -1 };

	if (sockets.requests < 0)
		sockets.requests = netlink_open();
	if (sockets.events < 0)
		sockets.events = netlink_open_events();
	return sockets.requests < 0 || sockets.events < 0 ? NULL : &sockets;
}

/* The kernel answers when it has told everyone, packet sockets too. */
static int set_engine_end(const char *name, bool up)
{
	unsigned int wanted = up ? IFF_UP : 0, flags;
	int index = netlink_find(engine_requests, name);

	if (index < 0 ||
	    netlink_set_flags(engine_requests, index, wanted, IFF_UP) ||
	    netlink_get_flags(engine_requests, index, &flags))
		return -1;
	if ((flags & IFF_UP) == wanted)
		return 0;
	errno = EBUSY;
	return -1;
}

/* A carrier that comes and goes is told some time later. */
static int await_own_end(const char *name, bool up, char *why, size_t size)
{
	const struct link_sockets *sockets = own_sockets();
	const struct link_wish wish = {
		.index = if_nametoindex(name),
		.mask = IFF_RUNNING,
		.flags = up ? IFF_RUNNING : 0,
	};
	unsigned int seen;

	if (!wish.index || !sockets)
		return fail(why, size, name, "the clients' end");
	if (!link_await(sockets, &wish, clock_ms() + DEADLINE_MS, &seen))
		return 0;
	if (errno != ETIMEDOUT)
		return fail(why, size, name, "the clients' end");
	snprintf(why, size, "link %s: expected the clients' end to be %s "
		 "within %d ms, its flags are still 0x%x", name,
		 up ? "running" : "without carrier", DEADLINE_MS, seen);
	return -1;
}

int link_set(const char *name, bool up, char *why, size_t size)
{
	if (engine_requests < 0) {
		snprintf(why, size, "link %s: expected an injector of the "
			 "keeper's --network, this one does not reach the "
			 "engine's links", name);
		return -1;
	}
	if (set_engine_end(name, up))
		return fail(why, size, name, "the engine's end");
	return await_own_end(name, up, why, size);
}
