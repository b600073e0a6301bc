// SPDX-License-Identifier: MIT
#include "frame.h"

#include <linux/filter.h>
#include <stddef.h>
#include <sys/socket.h>

int frame_filter_attach(int fd, struct sock_filter *program,
			unsigned short length)
{
	struct sock_fprog filter = { .len = length, .filter = program };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
			  sizeof(filter));
}

/* The jumps lead to the last but one, or to the last, which takes nothing. */
int frame_filter(int fd, int target)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct frame, ethernet.h_proto)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FRAME_ETHERTYPE, 0, 5),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 offsetof(struct frame, magic)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FRAME_MAGIC, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 offsetof(struct frame, target)),
		/* For any target: both ways lead on. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, target, 0,
			 target == FRAME_ANY_TARGET ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return frame_filter_attach(fd, program,
				   sizeof(program) / sizeof(*program));
}
