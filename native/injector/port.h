/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PORT_H
#define PEERUP_INJECTOR_PORT_H

#include "flow-frame.h"

#include <linux/if_packet.h>

/*
 * An interface's far end.  Both sockets stay open once they are: closing one
 * that is bound takes the kernel tens of milliseconds.
 */
struct port {
	char name[16];
	struct sockaddr_ll address;
	int sender;
	int receiver;		/* -1 until somebody receives */
	int traffic_receiver;	/* of flow frames, likewise */
	int reach_receiver;
};

/* NULL if there is no such interface, or no room for one more. */
struct port *port_find(const char *name);

/* Lets the receiver see our frames that arrive; 0 or -1. */
int port_listen(struct port *port);

/* Lets another receiver see the flow frames of this use; 0 or -1. */
int port_listen_for(struct port *port, enum flow_use use);

#endif
