// SPDX-License-Identifier: MIT
#include "packet-socket.h"

#include "engine.h"
#include "steering.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct ifreq request_for(const struct thread *t)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, t->interface->name);
	return request;
}

static enum outcome check_index(const struct thread *t, int fd,
				const char **what)
{
	struct ifreq request = request_for(t);

	*what = "interface index";
	return ioctl(fd, SIOCGIFINDEX, &request) ? FATAL : DONE;
}

/* A link that is down is recoverable: it may come up later. */
static enum outcome check_flags(const struct thread *t, int fd,
				const char **what)
{
	struct ifreq request = request_for(t);

	*what = "interface flags";
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return RECOVERABLE;
	/* An interface that is up without a carrier opens, as upstream. */
	if (!(request.ifr_flags & (IFF_UP | IFF_RUNNING))) {
		errno = ENETDOWN;
		return RECOVERABLE;
	}
	return DONE;
}

/*
 * As upstream, without PACKET_IGNORE_OUTGOING: a frame that leaves through
 * another thread's socket comes back in at the socket of its interface.  The
 * kernel shows none to the socket that it was sent through, nor to its group.
 */
static enum outcome set_up(const struct thread *t, int fd, const char **what)
{
	struct packet_mreq membership = {
		.mr_ifindex = if_nametoindex(t->interface->name),
		.mr_type = PACKET_MR_PROMISC,
	};
	int on = 1;

	*what = "promiscuous mode";
	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership,
		       sizeof(membership)))
		return FATAL;
	*what = "PACKET_AUXDATA";
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)))
		return FATAL;
	return steering_filter(t, fd, what) ? FATAL : DONE;
}

/*
 * Upstream's socket captures from all interfaces until bind() names one, which
 * therefore waits for the kernel to let go of them.  The ring set-up drops what
 * came until then.  A ring that is set up first would keep it, so ringFirst
 * captures nothing before bind().
 */
static int first_protocol(const struct thread *t)
{
	return t->engine->options.features.ring_first ? 0 : htons(ETH_P_ALL);
}

enum outcome packet_socket_open(struct thread *t, const char **what)
{
	enum outcome outcome;
	int fd;

	*what = "socket";
	fd = socket(AF_PACKET, SOCK_RAW, first_protocol(t));
	if (fd < 0)
		return FATAL;
	own_set(&t->own.socket, fd);
	outcome = check_index(t, fd, what);
	if (outcome == DONE)
		outcome = check_flags(t, fd, what);
	if (outcome == DONE)
		outcome = set_up(t, fd, what);
	return outcome;
}

enum outcome packet_socket_bind(struct thread *t, const char **what)
{
	int fd = own_get(&t->own.socket);
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(t->interface->name),
	};

	if (t->engine->options.features.ring_first &&
	    check_flags(t, fd, what) != DONE)
		return RECOVERABLE;
	*what = "bind";
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return RECOVERABLE;
	if (t->engine->options.threads == 1)
		return DONE;
	return steering_join(t, fd, what) ? FATAL : DONE;
}

void packet_socket_close(struct thread *t)
{
	int fd = own_get(&t->own.socket);

	if (fd > 0)
		close(fd);
	own_set(&t->own.socket, 0);
}

bool packet_socket_is_member(const struct thread *t)
{
	int fd = own_get(&t->own.socket), group = 0;
	struct sockaddr_ll address = { 0 };
	socklen_t size = sizeof(group);

	if (t->engine->options.threads > 1)
		return !getsockopt(fd, SOL_PACKET, PACKET_FANOUT, &group,
				   &size) && group;
	size = sizeof(address);
	return !getsockname(fd, (struct sockaddr *)&address, &size) &&
	       address.sll_family == AF_PACKET && address.sll_ifindex > 0;
}

uint64_t packet_socket_cookie(int fd)
{
	uint64_t cookie;
	socklen_t size = sizeof(cookie);

	if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size))
		return 0;
	return cookie;
}
