/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PORT_H
#define PEERUP_INJECTOR_PORT_H

#include "flow-frame.h"

#include <linux/if_packet.h>
#include <stddef.h>

/*
 * The clients' end of an interface.  Its sockets are opened when first needed
 * and never closed: to close a bound one takes the kernel tens of
 * milliseconds.
 */
struct port {
	char name[16];
	struct sockaddr_ll address;
	int sender;
	int receiver;		/* of test frames (frame.h); -1: not open */
	int traffic_receiver;	/* of flow frames; likewise */
	int reach_receiver;
};

/* The port of this name, or NULL with errno. */
struct port *port_find(const char *name);

/* Sends one frame; 0 or -1. */
int port_send(const struct port *port, const void *frame, size_t size);

/* Opens the receiver of test frames; 0 or -1. */
int port_listen(struct port *port);

/* Opens the receiver of the flow frames of this purpose; 0 or -1. */
int port_listen_flows(struct port *port, enum flow_frame_purpose purpose);

#endif
