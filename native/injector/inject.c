// SPDX-License-Identifier: MIT
#include "inject.h"

#include "frame.h"
#include "port.h"

#include <arpa/inet.h>
#include <string.h>

static uint32_t next_sequence;

uint32_t inject_next_sequence(void)
{
	return next_sequence;
}

void inject_fill_frame(struct frame *frame, int target)
{
	uint32_t sequence = htonl(next_sequence++);

	memset(frame, 0, sizeof(*frame));
	frame_fill_header(&frame->ethernet, FRAME_ETHERTYPE);
	frame->magic = FRAME_MAGIC;
	frame->target = target;
	memcpy(frame->sequence, &sequence, sizeof(sequence));
}

uint32_t inject_sequence(const struct frame *frame)
{
	uint32_t sequence;

	memcpy(&sequence, frame->sequence, sizeof(sequence));
	return ntohl(sequence);
}

int inject_send(const struct port *port, int target)
{
	struct frame frame;

	inject_fill_frame(&frame, target);
	return port_send(port, &frame, sizeof(frame));
}
