// SPDX-License-Identifier: MIT
#include "steering.h"

#include "engine.h"

#include "../frame.h"

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <stddef.h>
#include <sys/socket.h>

int steering_filter(const struct thread *t, int fd, const char **what)
{
	*what = "filter";
	return t->engine->steered ? frame_filter(fd, t->number) : 0;
}

/* The group is asked before the Ethernet header is put back: address it so. */
static int select_by_frame(int fd)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)SKF_LL_OFF +
			 offsetof(struct frame, selector)),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};
	struct sock_fprog selector = {
		.len = sizeof(program) / sizeof(*program),
		.filter = program,
	};

	return setsockopt(fd, SOL_PACKET, PACKET_FANOUT_DATA, &selector,
			  sizeof(selector));
}

int steering_join(const struct thread *t, int fd, const char **what)
{
	unsigned int type = t->engine->steered ? PACKET_FANOUT_CBPF :
			PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG;
	unsigned int group = t->interface->fanout_id | type << 16;

	*what = "PACKET_FANOUT";
	if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &group, sizeof(group)))
		return -1;
	/* The program is the group's: its first member brings it. */
	*what = "PACKET_FANOUT_DATA";
	if (t->engine->steered && t->number == 0)
		return select_by_frame(fd);
	return 0;
}
