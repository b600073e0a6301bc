/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FRAME_H
#define PEERUP_FRAME_H

#include <linux/if_ether.h>
#include <stdint.h>

/*
 * Our test frames.  They say which capture thread of an interface they are
 * for.  The members of a fanout group take turns: as many copies as there are
 * members reach each one once, and a thread keeps those for it: so one frame
 * arrives, whichever place the thread has in its group.
 */
#define FRAME_ETHERTYPE 0x88B5	/* IEEE 802: for local experiments */
#define FRAME_LENGTH ETH_ZLEN
#define FRAME_MAGIC 'P'

struct frame {
	struct ethhdr ethernet;
	uint8_t magic;
	uint8_t target;
	uint8_t sequence[4];	/* big endian */
	uint8_t padding[FRAME_LENGTH - sizeof(struct ethhdr) - 6];
} __attribute__((packed));

_Static_assert(sizeof(struct frame) == FRAME_LENGTH, "the smallest frame");

#define FRAME_ANY_TARGET -1

struct sock_filter;

/* Lets a socket see only what the program takes. */
int frame_filter_attach(int fd, struct sock_filter *program,
			unsigned short length);

/* Lets a socket see our frames only, for this target or for any. */
int frame_filter(int fd, int target);

#endif
