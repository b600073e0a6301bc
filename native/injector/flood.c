// SPDX-License-Identifier: MIT
#include "flood.h"

#include "clock.h"
#include "frame.h"
#include "inject.h"
#include "port.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH 64
#define MAX_MS 10000

/* One frame, BATCH times: the receiver only counts them. */
struct batch {
	struct frame frame;
	struct iovec part;
	struct mmsghdr messages[BATCH];
};

static void fill_batch(struct batch *batch, const struct port *in)
{
	memset(batch, 0, sizeof(*batch));
	inject_fill_frame(&batch->frame, 0);
	batch->part.iov_base = &batch->frame;
	batch->part.iov_len = sizeof(batch->frame);
	for (int i = 0; i < BATCH; i++) {
		struct msghdr *message = &batch->messages[i].msg_hdr;

		message->msg_name = (void *)&in->address;
		message->msg_namelen = sizeof(in->address);
		message->msg_iov = &batch->part;
		message->msg_iovlen = 1;
	}
}

/*
 * The kernel counts the frames that pass the receiver's filter.  We do not
 * read them, because that would take processor time from the engine.
 */
static int add_arrivals(struct flood *flood, const struct port *out)
{
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);

	/* This also resets the kernel's counter to 0. */
	if (getsockopt(out->receiver, SOL_PACKET, PACKET_STATISTICS, &stats,
		       &size))
		return -1;
	flood->received += stats.tp_packets;
	return 0;
}

static int send_all(struct flood *flood, const struct port *in)
{
	double start_ms = clock_ms();
	struct batch batch;

	fill_batch(&batch, in);
	while (flood->sent < flood->count && clock_ms() - start_ms < MAX_MS) {
		long left = flood->count - flood->sent;
		int n = sendmmsg(in->sender, batch.messages,
				 left < BATCH ? left : BATCH, 0);

		if (n > 0)
			flood->sent += n;
		else if (errno != ENOBUFS && errno != EINTR)
			return -1;
	}
	flood->seconds = (clock_ms() - start_ms) / 1e3;
	return 0;
}

int flood_run(struct flood *flood, const struct port *in, struct port *out)
{
	if (port_listen(out) || add_arrivals(flood, out))
		return -1;
	/* Discard the count of earlier frames. */
	flood->received = 0;
	return send_all(flood, in) || add_arrivals(flood, out) ? -1 : 0;
}
