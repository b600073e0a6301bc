// SPDX-License-Identifier: MIT
#include "reach.h"

#include "clock.h"
#include "flow-frame.h"
#include "port.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Between two rounds of frames, if not all arrive before. */
#define ROUND_MS 5

static uint8_t run;		/* frames of an earlier one are stragglers */

static int add_way(struct reach *reach, const struct port *in,
		   struct port *out)
{
	struct way *way = &reach->ways[reach->way_count++];

	memset(way, 0, sizeof(*way));
	way->in = in;
	way->out = out;
	return port_listen_for(out, FLOW_REACH);
}

static int add_ways(struct reach *reach)
{
	const struct pairs *pairs = &reach->pairs;

	reach->way_count = 0;
	for (int i = 0; i < pairs->count; i++)
		if (add_way(reach, pairs->tx[i], pairs->rx[i]) ||
		    add_way(reach, pairs->rx[i], pairs->tx[i]))
			return -1;
	return 0;
}

/* One that does not go out does not come out: that is seen there. */
static void send_round(struct way *way, int flows)
{
	struct flow_frame frame;

	for (int flow = 0; flow < flows; flow++) {
		if (way->seen[flow])
			continue;
		flow_frame_fill(&frame, FLOW_REACH, run, flow);
		if (sendto(way->in->sender, &frame, sizeof(frame), 0,
			   (const struct sockaddr *)&way->in->address,
			   sizeof(way->in->address)) == sizeof(frame))
			way->sent++;
	}
}

static void take_arrivals(struct way *way, int flows, double start_ms)
{
	struct flow_frame frame;

	while (recv(way->out->reach_receiver, &frame, sizeof(frame), 0) > 0) {
		int flow = flow_frame_flow(&frame);

		if (frame.run != run || flow >= flows || way->seen[flow])
			continue;
		if (way->through++ == 0)
			way->first_ms = clock_ms() - start_ms;
		way->seen[flow] = true;
	}
}

/* Returns true once every flow came through every way. */
static bool take_all(struct reach *reach)
{
	bool all = true;

	for (int i = 0; i < reach->way_count; i++) {
		take_arrivals(&reach->ways[i], reach->flows,
			      reach->start_ms);
		all = all && reach->ways[i].through == reach->flows;
	}
	return all;
}

/* Until the next round; returns true if all is through by then. */
static bool await_round(struct reach *reach, double until_ms)
{
	struct pollfd arrivals[2 * MAX_PAIRS];

	for (int i = 0; i < reach->way_count; i++)
		arrivals[i] = (struct pollfd){
			.fd = reach->ways[i].out->reach_receiver,
			.events = POLLIN,
		};
	while (!take_all(reach)) {
		int left_ms = until_ms - clock_ms();

		if (left_ms <= 0)
			return false;
		if (poll(arrivals, reach->way_count, left_ms) < 0 &&
		    errno != EINTR)
			return false;
	}
	return true;
}

int reach_run(struct reach *reach)
{
	double round_ms;

	run++;
	if (add_ways(reach))
		return -1;
	reach->start_ms = clock_ms();
	do {
		for (int i = 0; i < reach->way_count; i++)
			send_round(&reach->ways[i], reach->flows);
		round_ms = clock_ms() + ROUND_MS;
		if (await_round(reach, round_ms))
			break;
	} while (clock_ms() - reach->start_ms < reach->deadline_ms);
	return 0;
}
