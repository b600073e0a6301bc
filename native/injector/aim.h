/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_AIM_H
#define PEERUP_INJECTOR_AIM_H

#include <stddef.h>

struct port;

/*
 * Sends one test frame that a given member of a PACKET_FANOUT_CPU group
 * receives, the one at place slot (from 0) of so many members.  The group
 * selects a member by processor number modulo members, and a veth pair
 * delivers on the processor that sends: so we send on the right one.  Returns
 * 0, or -1 with the reason in why.
 */
int aim_send(const struct port *port, int slot, int members, char *why,
	     size_t size);

#endif
