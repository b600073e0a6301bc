// SPDX-License-Identifier: MIT
#include "probe.h"

#include "aim.h"
#include "clock.h"
#include "frame.h"
#include "inject.h"
#include "port.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

struct progress {
	uint32_t first_sequence;	/* late frames have earlier ones */
	double start_ms;
	int targets_left;
};

static void count(struct probe *probe, struct progress *progress,
		  const struct frame *frame)
{
	if (inject_sequence(frame) < progress->first_sequence ||
	    frame->target >= probe->targets)
		return;
	if (probe->received++ == 0)
		probe->first_ms = clock_ms() - progress->start_ms;
	if (probe->received_for[frame->target]++ == 0)
		progress->targets_left--;
}

static int take_arrivals(struct probe *probe, struct progress *progress,
			 int fd)
{
	struct frame frame;
	ssize_t n;

	for (;;) {
		n = recv(fd, &frame, sizeof(frame), 0);
		if (n == sizeof(frame))
			count(probe, progress, &frame);
		else if (n < 0 && errno == EAGAIN)
			return 0;
		else if (n < 0 && errno != EINTR)
			return -1;
	}
}

/*
 * Sends a copy for each member of the fanout group; the target keeps one.
 * Aimed, one frame is enough.
 */
static int send_round(struct probe *probe, const struct port *in, int target)
{
	char why[256];

	if (probe->aimed) {
		probe->sent++;
		return aim_send(in, target, probe->targets, why, sizeof(why));
	}
	probe->sent += probe->targets;
	return aim_send_to_all(in, target, probe->targets, why, sizeof(why));
}

int probe_run(struct probe *probe, const struct port *in, struct port *out)
{
	struct progress progress = { .targets_left = probe->targets };
	struct pollfd arrival = { .events = POLLIN };
	int rounds, round_ms;

	if (port_listen(out))
		return -1;
	arrival.fd = out->receiver;
	rounds = (probe->count + probe->targets - 1) / probe->targets;
	round_ms = (probe->deadline_ms + rounds - 1) / rounds;
	progress.first_sequence = inject_next_sequence();
	progress.start_ms = clock_ms();
	for (int round = 0; round < rounds && progress.targets_left; round++) {
		if (clock_ms() - progress.start_ms >= probe->deadline_ms)
			break;
		if (send_round(probe, in, round % probe->targets))
			return -1;
		if (poll(&arrival, 1, round_ms) < 0 && errno != EINTR)
			return -1;
		if (take_arrivals(probe, &progress, out->receiver))
			return -1;
	}
	return 0;
}
