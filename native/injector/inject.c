// SPDX-License-Identifier: MIT
#include "inject.h"

#include "frame.h"
#include "port.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

/* Unicast and locally administered: nobody's. */
static const uint8_t destination[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 1 };
static const uint8_t source[ETH_ALEN] = { 2, 'p', 'e', 'e', 'r', 2 };

static uint32_t next_sequence;

uint32_t inject_next_sequence(void)
{
	return next_sequence;
}

void inject_fill(struct frame *frame, int target)
{
	uint32_t sequence = htonl(next_sequence++);

	memset(frame, 0, sizeof(*frame));
	memcpy(frame->ethernet.h_dest, destination, ETH_ALEN);
	memcpy(frame->ethernet.h_source, source, ETH_ALEN);
	frame->ethernet.h_proto = htons(FRAME_ETHERTYPE);
	frame->magic = FRAME_MAGIC;
	frame->target = target;
	memcpy(frame->sequence, &sequence, sizeof(sequence));
}

uint32_t inject_sequence_of(const struct frame *frame)
{
	uint32_t sequence;

	memcpy(&sequence, frame->sequence, sizeof(sequence));
	return ntohl(sequence);
}

int inject(const struct port *port, int target)
{
	struct frame frame;
	ssize_t n;

	inject_fill(&frame, target);
	n = sendto(port->sender, &frame, sizeof(frame), 0,
		   (const struct sockaddr *)&port->address,
		   sizeof(port->address));
	return n == sizeof(frame) ? 0 : -1;
}
