// SPDX-License-Identifier: MIT
#include "steering.h"

#include "engine.h"

#include "frame.h"

#include <linux/if_packet.h>
#include <sys/socket.h>

int steering_filter(const struct thread *t, int fd, const char **what)
{
	*what = "filter";
	return t->engine->steered ? frame_filter(fd, t->number) : 0;
}

/*
 * With a driver, round robin: of as many frames as there are members each gets
 * one, in any order of joining, going down and coming back.  A
 * BPF program that chooses would be lost with the group, and would have to be
 * attached again by the thread that creates the group anew.
 */
int steering_join(const struct thread *t, int fd, const char **what)
{
	unsigned int type = t->engine->steered ? PACKET_FANOUT_LB :
			PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG;
	unsigned int group = t->interface->fanout_id | type << 16;

	*what = "PACKET_FANOUT";
	return setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &group, sizeof(group));
}
