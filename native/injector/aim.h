/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_AIM_H
#define PEERUP_INJECTOR_AIM_H

#include <stddef.h>

struct port;

/*
 * A frame into a port, sent by a processor that a fanout group of type
 * PACKET_FANOUT_CPU with so many members gives to the one at this place in it:
 * a veth pair delivers on the processor that sends.  0, or -1 and why not.
 */
int aim(const struct port *port, int slot, int members, char *why,
	size_t size);

#endif
