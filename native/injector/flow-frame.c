// SPDX-License-Identifier: MIT
#include "flow-frame.h"

#include "frame.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Unicast and locally administered: nobody's. */
static const uint8_t destination[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 1 };
static const uint8_t source[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 2 };

/* Of RFC 5737, for documentation: nobody's either. */
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

void flow_frame_fill(struct flow_frame *frame, enum flow_use use, uint8_t run,
		     int flow)
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
	memcpy(frame->ethernet.h_dest, destination, ETH_ALEN);
	memcpy(frame->ethernet.h_source, source, ETH_ALEN);
	frame->ethernet.h_proto = htons(ETH_P_IP);
	ip.check = checksum(&ip, sizeof(ip));
	frame->ip = ip;
	frame->udp.source = htons(FIRST_PORT + flow);
	frame->udp.dest = htons(DESTINATION_PORT);
	/* Its checksum 0 says that there is none. */
	frame->udp.len = htons(length - sizeof(ip));
	frame->use = use;
	frame->run = run;
	frame->flow[0] = flow >> 8;
	frame->flow[1] = flow;
}

int flow_frame_flow(const struct flow_frame *frame)
{
	return frame->flow[0] << 8 | frame->flow[1];
}

static int filter(int fd, enum flow_use use)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct flow_frame, ethernet.h_proto)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 offsetof(struct flow_frame, use)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, use, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return frame_filter_attach(fd, program,
				   sizeof(program) / sizeof(*program));
}

int flow_frame_listen(int if_index, enum flow_use use)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_index,
	};
	int fd, on = 1;

	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	/* What is sent on this interface here is no arrival. */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) || filter(fd, use) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}
