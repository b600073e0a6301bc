// SPDX-License-Identifier: MIT
#include "flow-frame.h"

#include "frame.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

/* Documentation addresses (RFC 5737), which no network uses. */
#define SOURCE_ADDRESS 0xC0000201
#define DESTINATION_ADDRESS 0xC6336401
#define FIRST_PORT 20000
#define DESTINATION_PORT 9

static uint16_t checksum(const void *header, size_t size)
{
	const uint8_t *bytes = header;
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

void flow_frame_fill(struct flow_frame *frame,
		     enum flow_frame_purpose purpose, uint8_t run, int flow)
{
	size_t length = sizeof(*frame) - sizeof(frame->ethernet);
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons(length),
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.saddr = htonl(SOURCE_ADDRESS),
		.daddr = htonl(DESTINATION_ADDRESS),
	};

	memset(frame, 0, sizeof(*frame));
	frame_fill_header(&frame->ethernet, ETH_P_IP);
	ip.check = checksum(&ip, sizeof(ip));
	frame->ip = ip;
	frame->udp.source = htons(FIRST_PORT + flow);
	frame->udp.dest = htons(DESTINATION_PORT);
	/* UDP checksum 0: none was computed. */
	frame->udp.len = htons(length - sizeof(ip));
	frame->purpose = purpose;
	frame->run = run;
	frame->flow[0] = flow >> 8;
	frame->flow[1] = flow;
}

int flow_frame_flow(const struct flow_frame *frame)
{
	return frame->flow[0] << 8 | frame->flow[1];
}

int flow_frame_filter(int fd, int purpose)
{
	const struct frame_byte byte = {
		offsetof(struct flow_frame, purpose), purpose
	};

	return frame_filter_attach(fd, ETH_P_IP, &byte, 1);
}
