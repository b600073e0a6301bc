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
	/* Protocol 0: it captures nothing. */
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

int port_listen(struct port *port)
{
	struct sockaddr_ll address = port->address;
	int fd, on = 1;

	if (port->receiver >= 0)
		return 0;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	address.sll_protocol = htons(ETH_P_ALL);
	/* What we send on this interface ourselves is no arrival. */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) ||
	    frame_filter(fd, FRAME_ANY_TARGET) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	port->receiver = fd;
	return 0;
}

int port_listen_for(struct port *port, enum flow_use use)
{
	int *receiver = use == FLOW_TRAFFIC ? &port->traffic_receiver
					    : &port->reach_receiver;

	if (*receiver < 0)
		*receiver = flow_frame_listen(port->address.sll_ifindex, use);
	return *receiver < 0 ? -1 : 0;
}
