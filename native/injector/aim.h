/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_AIM_H
#define PEERUP_INJECTOR_AIM_H

#include <stddef.h>

struct port;

/*
 * A PACKET_FANOUT_CPU group selects a member by processor number modulo
 * members, and a veth pair delivers on the processor that sends.  So each of
 * these sends on a processor that the group maps to a given place, from 0.
 * Both return 0, or -1 with the reason in why.
 */

/* Sends one test frame, which names slot as its target. */
int aim_send(const struct port *port, int slot, int members, char *why,
	     size_t size);

/*
 * Sends a test frame for each target, from 0 to members - 1, all to one place:
 * of threads that receive only frames for them, the one at that place gets one.
 */
int aim_send_for_all(const struct port *port, int slot, int members, char *why,
		     size_t size);

/*
 * Sends a copy for each member: one to each place, if there is a processor for
 * every place.  Otherwise the group has another type, and they take turns.
 */
int aim_send_to_all(const struct port *port, int target, int members,
		    char *why, size_t size);

#endif
