/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOW_FRAME_H
#define PEERUP_INJECTOR_FLOW_FRAME_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <stdint.h>

/*
 * A frame with IPv4 and UDP, which an engine inspects as ordinary traffic.  A
 * fanout group that hashes flows spreads different flows over its threads.
 */
#define FLOW_FRAME_LENGTH ETH_ZLEN

enum flow_frame_purpose {
	FLOW_FRAME_TRAFFIC = 'T',	/* steady traffic, traffic.h */
	FLOW_FRAME_REACH = 'R',		/* a probe, reachability.h */
};

struct flow_frame {
	struct ethhdr ethernet;
	struct iphdr ip;
	struct udphdr udp;
	uint8_t purpose;
	uint8_t run;		/* number of the probe that sent it */
	uint8_t flow[2];	/* big endian */
	uint8_t padding[FLOW_FRAME_LENGTH - sizeof(struct ethhdr) -
			sizeof(struct iphdr) - sizeof(struct udphdr) - 4];
} __attribute__((packed));

_Static_assert(sizeof(struct flow_frame) == FLOW_FRAME_LENGTH,
	       "the shortest frame");

void flow_frame_fill(struct flow_frame *frame,
		     enum flow_frame_purpose purpose, uint8_t run, int flow);
int flow_frame_flow(const struct flow_frame *frame);

/* Makes a socket receive only flow frames of this purpose; 0 or -1. */
int flow_frame_filter(int fd, int purpose);

#endif
