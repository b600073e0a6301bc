// SPDX-License-Identifier: MIT
/*
 * A link is a veth pair whose ends have the same name.  We set the engine's
 * end up and down.  The clients' end stays administratively up; it loses its
 * carrier and gets it back.
 */
#include "link.h"

#include "clock.h"
#include "link-wait.h"
#include "netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define DEADLINE_MS 10000

static int engine_requests = -1;

void link_use_engine_socket(int requests)
{
	engine_requests = requests;
}

static int fail(char *why, size_t size, const char *name, const char *what)
{
	snprintf(why, size, "link %s: %s: %s", name, what, strerror(errno));
	return -1;
}

/* Sockets of the clients' namespace; NULL if they cannot be opened. */
static const struct link_wait_sockets *clients_sockets(void)
{
	static struct link_wait_sockets sockets = { -1, -1 };

	if (sockets.requests < 0)
		sockets.requests = netlink_open();
	if (sockets.events < 0)
		sockets.events = netlink_open_events();
	return sockets.requests < 0 || sockets.events < 0 ? NULL : &sockets;
}

/* The kernel answers after it has notified all packet sockets. */
static int set_engine_end(const char *name, bool up)
{
	unsigned int expected = up ? IFF_UP : 0, flags;
	int index = netlink_find_index(engine_requests, name);

	if (index < 0 ||
	    netlink_set_flags(engine_requests, index, expected, IFF_UP) ||
	    netlink_get_flags(engine_requests, index, &flags))
		return -1;
	if ((flags & IFF_UP) == expected)
		return 0;
	errno = EBUSY;
	return -1;
}

/* The kernel reports a change of the carrier some time later. */
static int await_clients_end(const char *name, bool up, char *why, size_t size)
{
	const struct link_wait_sockets *sockets = clients_sockets();
	const struct link_wait_condition carrier = {
		.index = if_nametoindex(name),
		.mask = IFF_RUNNING,
		.flags = up ? IFF_RUNNING : 0,
	};
	unsigned int flags;

	if (!carrier.index || !sockets)
		return fail(why, size, name, "the clients' end");
	if (!link_wait(sockets, &carrier, clock_ms() + DEADLINE_MS, &flags))
		return 0;
	if (errno != ETIMEDOUT)
		return fail(why, size, name, "the clients' end");
	snprintf(why, size, "link %s: expected the clients' end %s carrier "
		 "within %d ms, its flags are still 0x%x", name,
		 up ? "with" : "without", DEADLINE_MS, flags);
	return -1;
}

int link_set(const char *name, bool up, char *why, size_t size)
{
	if (engine_requests < 0) {
		snprintf(why, size, "link %s: this injector was started "
			 "without the engine's netlink socket; use the one "
			 "that the keeper starts with --network", name);
		return -1;
	}
	if (set_engine_end(name, up))
		return fail(why, size, name, "the engine's end");
	return await_clients_end(name, up, why, size);
}
