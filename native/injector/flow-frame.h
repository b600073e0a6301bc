/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOW_FRAME_H
#define PEERUP_INJECTOR_FLOW_FRAME_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <stdint.h>

/*
 * IPv4 and UDP, so that an engine takes it for traffic like any other, and a
 * fanout group gives frames of different flows to different threads.
 */
#define FLOW_FRAME_LENGTH ETH_ZLEN

enum flow_use { FLOW_TRAFFIC = 'T', FLOW_REACH = 'R' };

struct flow_frame {
	struct ethhdr ethernet;
	struct iphdr ip;
	struct udphdr udp;
	uint8_t use;
	uint8_t run;		/* whose it is, if there are several */
	uint8_t flow[2];	/* big endian */
	uint8_t padding[FLOW_FRAME_LENGTH - sizeof(struct ethhdr) -
			sizeof(struct iphdr) - sizeof(struct udphdr) - 4];
} __attribute__((packed));

_Static_assert(sizeof(struct flow_frame) == FLOW_FRAME_LENGTH,
	       "the smallest frame");

void flow_frame_fill(struct flow_frame *frame, enum flow_use use, uint8_t run,
		     int flow);
int flow_frame_flow(const struct flow_frame *frame);

/* A socket that sees such frames arrive at an interface, or -1. */
int flow_frame_listen(int if_index, enum flow_use use);

#endif
