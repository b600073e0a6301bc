// SPDX-License-Identifier: MIT
#include "port.h"

#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PORTS 128

static struct port ports[MAX_PORTS];
static int port_count;

static struct port *add(const char *name)
{
	struct port *port = &ports[port_count];

	if (port_count == MAX_PORTS || strlen(name) >= sizeof(port->name)) {
		errno = EINVAL;
		return NULL;
	}
	memset(port, 0, sizeof(*port));
	strcpy(port->name, name);
	port->receiver = -1;
	port->traffic_receiver = -1;
	port->reach_receiver = -1;
	port->address.sll_family = AF_PACKET;
	port->address.sll_ifindex = if_nametoindex(name);
	if (!port->address.sll_ifindex)
		return NULL;
	/* Protocol 0: it receives nothing. */
	port->sender = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (port->sender < 0)
		return NULL;
	port_count++;
	return port;
}

struct port *port_find(const char *name)
{
	for (int i = 0; i < port_count; i++)
		if (!strcmp(ports[i].name, name))
			return &ports[i];
	return add(name);
}

int port_send(const struct port *port, const void *frame, size_t size)
{
	ssize_t n = sendto(port->sender, frame, size, 0,
			   (const struct sockaddr *)&port->address,
			   sizeof(port->address));

	return n == (ssize_t)size ? 0 : -1;
}

/* Attaches a filter for one kind of frame, see frame_filter(). */
typedef int attach_filter_fn(int fd, int kind);

/* Opens a receiver of the frames that arrive at a port, if it is not open. */
static int open_receiver(const struct port *port, int *receiver,
			 attach_filter_fn *attach_filter, int kind)
{
	struct sockaddr_ll address = port->address;
	int fd, on = 1;

	if (*receiver >= 0)
		return 0;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	address.sll_protocol = htons(ETH_P_ALL);
	/* Frames that we send ourselves on this interface do not arrive. */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) ||
	    attach_filter(fd, kind) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	*receiver = fd;
	return 0;
}

int port_listen(struct port *port)
{
	return open_receiver(port, &port->receiver, frame_filter,
			     FRAME_ANY_TARGET);
}

int port_listen_flows(struct port *port, enum flow_frame_purpose purpose)
{
	int *receiver = purpose == FLOW_FRAME_TRAFFIC ? &port->traffic_receiver
						      : &port->reach_receiver;

	return open_receiver(port, receiver, flow_frame_filter, purpose);
}
