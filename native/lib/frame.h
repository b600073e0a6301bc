/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FRAME_H
#define PEERUP_FRAME_H

#include <linux/if_ether.h>
#include <stdint.h>

/*
 * A test frame names the capture thread (the target) that shall keep it.  The
 * injector sends one copy for each member of the fanout group, which gives
 * them out in turn: each thread receives one, and only the target keeps it.
 * So exactly one frame arrives, and the order of the group does not matter.
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

_Static_assert(sizeof(struct frame) == FRAME_LENGTH, "the shortest frame");

/* Fills in addresses that belong to no interface, and the EtherType. */
void frame_fill_header(struct ethhdr *header, uint16_t ethertype);

/* A byte that a frame must have at this offset. */
struct frame_byte {
	unsigned int offset;
	uint8_t value;
};

#define FRAME_MAX_BYTES 2

/*
 * Makes a socket receive only frames of this EtherType that have all bytes,
 * at most FRAME_MAX_BYTES of them.  0, or -1 with errno.
 */
int frame_filter_attach(int fd, uint16_t ethertype,
			const struct frame_byte *bytes, int count);

#define FRAME_ANY_TARGET -1

/* Makes a socket receive only test frames for this target, or for any. */
int frame_filter(int fd, int target);

#endif
