// SPDX-License-Identifier: MIT
#include "reachability.h"

#include "clock.h"
#include "flow-frame.h"
#include "port.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Time between two rounds of frames, unless all arrive earlier. */
#define ROUND_MS 5

static uint8_t run;		/* tells late frames of an earlier request */

static int add_direction(struct reachability *request, const struct port *in,
			 struct port *out)
{
	struct reachability_direction *direction =
		&request->directions[request->direction_count++];

	memset(direction, 0, sizeof(*direction));
	direction->in = in;
	direction->out = out;
	return port_listen_flows(out, FLOW_FRAME_REACH);
}

static int add_directions(struct reachability *request)
{
	const struct pairs *pairs = &request->pairs;

	request->direction_count = 0;
	for (int i = 0; i < pairs->count; i++)
		if (add_direction(request, pairs->tx[i], pairs->rx[i]) ||
		    add_direction(request, pairs->rx[i], pairs->tx[i]))
			return -1;
	return 0;
}

/* A frame that cannot be sent is no error: its flow does not arrive. */
static void send_round(struct reachability_direction *direction, int flows)
{
	struct flow_frame frame;

	for (int flow = 0; flow < flows; flow++) {
		if (direction->arrived[flow])
			continue;
		flow_frame_fill(&frame, FLOW_FRAME_REACH, run, flow);
		if (!port_send(direction->in, &frame, sizeof(frame)))
			direction->sent++;
	}
}

static void take_arrivals(struct reachability_direction *direction, int flows,
			  double start_ms)
{
	int fd = direction->out->reach_receiver;
	struct flow_frame frame;

	while (recv(fd, &frame, sizeof(frame), 0) > 0) {
		int flow = flow_frame_flow(&frame);

		if (frame.run != run || flow >= flows ||
		    direction->arrived[flow])
			continue;
		if (direction->through++ == 0)
			direction->first_ms = clock_ms() - start_ms;
		direction->arrived[flow] = true;
	}
}

/* Whether every flow has come through in every direction. */
static bool take_all_arrivals(struct reachability *request)
{
	bool all = true;

	for (int i = 0; i < request->direction_count; i++) {
		take_arrivals(&request->directions[i], request->flows,
			      request->start_ms);
		all = all && request->directions[i].through == request->flows;
	}
	return all;
}

/* Waits for the next round; true if every flow comes through earlier. */
static bool await_round(struct reachability *request, double until_ms)
{
	struct pollfd arrivals[2 * PAIRS_MAX];

	for (int i = 0; i < request->direction_count; i++)
		arrivals[i] = (struct pollfd){
			.fd = request->directions[i].out->reach_receiver,
			.events = POLLIN,
		};
	while (!take_all_arrivals(request)) {
		int left_ms = until_ms - clock_ms();

		if (left_ms <= 0)
			return false;
		if (poll(arrivals, request->direction_count, left_ms) < 0 &&
		    errno != EINTR)
			return false;
	}
	return true;
}

int reachability_probe(struct reachability *request)
{
	double round_ms;

	run++;
	if (add_directions(request))
		return -1;
	request->start_ms = clock_ms();
	do {
		for (int i = 0; i < request->direction_count; i++)
			send_round(&request->directions[i], request->flows);
		round_ms = clock_ms() + ROUND_MS;
		if (await_round(request, round_ms))
			break;
	} while (clock_ms() - request->start_ms < request->deadline_ms);
	return 0;
}
