/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_RING_H
#define PEERUP_FORWARDER_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A mapped TPACKET_V2 receive ring; relaxed atomics as in struct own. */
struct ring {
	_Atomic(uint8_t *) frames;	/* NULL: not mapped */
	size_t size;
	unsigned int frame_count;
	atomic_uint next;
};

/* A frame in its slot, and when the kernel received it. */
struct ring_frame {
	uint8_t *data;
	size_t length;
	int64_t stamp_ns;
};

/* 0, or -1 with errno, and `what` failed. */
int ring_begin(int fd, const char **what);
int ring_end(struct ring *ring, int fd, const char **what);
void ring_unmap(struct ring *ring);

bool ring_has_frame(const struct ring *ring);

/* Takes the next frame, if any; ring_release() gives its slot back. */
bool ring_take(struct ring *ring, struct ring_frame *frame);
void ring_release(struct ring *ring);

#endif
