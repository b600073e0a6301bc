// SPDX-License-Identifier: MIT
#include "frame.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* Unicast and locally administered, so that no device has them. */
static const uint8_t destination[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 1 };
static const uint8_t source[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 2 };

void frame_fill_header(struct ethhdr *header, uint16_t ethertype)
{
	memcpy(header->h_dest, destination, ETH_ALEN);
	memcpy(header->h_source, source, ETH_ALEN);
	header->h_proto = htons(ethertype);
}

/*
 * Two instructions for each comparison, then "accept" and "drop".  A jump
 * skips the comparisons that are left and "accept".
 */
int frame_filter_attach(int fd, uint16_t ethertype,
			const struct frame_byte *bytes, int count)
{
	struct sock_filter program[4 + 2 * FRAME_MAX_BYTES] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct ethhdr, h_proto)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ethertype, 0,
			 2 * count + 1),
	};
	struct sock_fprog filter = { .len = 2, .filter = program };

	for (int i = 0; i < count; i++) {
		program[filter.len++] = (struct sock_filter)
			BPF_STMT(BPF_LD | BPF_B | BPF_ABS, bytes[i].offset);
		program[filter.len++] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, bytes[i].value, 0,
				 2 * (count - 1 - i) + 1);
	}
	program[filter.len++] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff);
	program[filter.len++] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, 0);
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
			  sizeof(filter));
}

int frame_filter(int fd, int target)
{
	const struct frame_byte bytes[] = {
		{ offsetof(struct frame, magic), FRAME_MAGIC },
		{ offsetof(struct frame, target), target },
	};

	return frame_filter_attach(fd, FRAME_ETHERTYPE, bytes,
				   target == FRAME_ANY_TARGET ? 1 : 2);
}
