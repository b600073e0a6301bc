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
 * one, in any order of joining, going down and coming back.  By processor each
 * gets one too, if the driver sends one from each.  A BPF
 * program that chooses would be lost with the group, and would have to be
 * attached again by the thread that creates the group anew.
 */
static unsigned int fanout_type(const struct engine *engine)
{
	if (engine->options.fanout_cpu)
		return PACKET_FANOUT_CPU;
	return engine->steered ? PACKET_FANOUT_LB :
		PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG;
}

int steering_join(const struct thread *t, int fd, const char **what)
{
	unsigned int group = t->interface->fanout_id |
			     fanout_type(t->engine) << 16;

	*what = "PACKET_FANOUT";
	return setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &group, sizeof(group));
}
