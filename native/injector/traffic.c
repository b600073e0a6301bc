// SPDX-License-Identifier: MIT
/*
 * A thread sends frames at a steady pace and counts arrivals, while the main
 * thread obeys other commands.
 */
#include "traffic.h"

#include "clock.h"
#include "flow-frame.h"
#include "port.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Enough flows for every thread of a fanout group to get some. */
#define FLOWS 16
/* A thread that could not run for long does not catch up in one burst. */
#define MAX_AT_ONCE 32
#define NS_PER_S 1000000000L

static struct traffic {
	bool running;		/* the thread has not been joined */
	pthread_t thread;
	struct pairs pairs;
	int timer_fd;
	double start_ms, max_ms, end_ms;
	atomic_bool stop;
	long sent;
	int flow;
	pthread_mutex_t lock;	/* protects arrivals */
	struct traffic_arrivals arrivals[PAIRS_MAX];
} traffic = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void send_one(const struct port *in)
{
	struct flow_frame frame;

	flow_frame_fill(&frame, FLOW_FRAME_TRAFFIC, 0, traffic.flow);
	/* A failure is no error: the link may be down for a while. */
	if (!port_send(in, &frame, sizeof(frame)))
		traffic.sent++;
}

static void send_due(void)
{
	uint64_t due;

	if (read(traffic.timer_fd, &due, sizeof(due)) != sizeof(due))
		return;
	if (due > MAX_AT_ONCE)
		due = MAX_AT_ONCE;
	while (due--) {
		for (int i = 0; i < traffic.pairs.count; i++)
			send_one(traffic.pairs.tx[i]);
		traffic.flow = (traffic.flow + 1) % FLOWS;
	}
}

static void take_arrivals(struct traffic_arrivals *arrivals)
{
	struct flow_frame frame;
	int fd = arrivals->out->traffic_receiver;

	pthread_mutex_lock(&traffic.lock);
	while (recv(fd, &frame, sizeof(frame), 0) > 0)
		if (arrivals->count++ == 0)
			arrivals->first_us = clock_ms() * 1e3;
	pthread_mutex_unlock(&traffic.lock);
}

static void *run_traffic(void *unused)
{
	struct pollfd fds[1 + PAIRS_MAX];
	int count = traffic.pairs.count;

	(void)unused;
	fds[count] = (struct pollfd){ .fd = traffic.timer_fd,
				      .events = POLLIN };
	for (int i = 0; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = traffic.arrivals[i].out->traffic_receiver,
			.events = POLLIN,
		};
	/* The timer also wakes it to look at traffic.stop. */
	while (!atomic_load(&traffic.stop) &&
	       clock_ms() - traffic.start_ms < traffic.max_ms) {
		if (poll(fds, count + 1, -1) < 0 && errno != EINTR)
			break;
		for (int i = 0; i < count; i++)
			if (fds[i].revents)
				take_arrivals(&traffic.arrivals[i]);
		if (fds[count].revents)
			send_due();
	}
	traffic.end_ms = clock_ms();
	return NULL;
}

static int open_timer(int per_second)
{
	long interval_ns = NS_PER_S / per_second;
	struct itimerspec pace = {
		.it_interval = { interval_ns / NS_PER_S,
				 interval_ns % NS_PER_S },
		.it_value.tv_nsec = 1,
	};

	traffic.timer_fd = timerfd_create(CLOCK_MONOTONIC,
					  TFD_CLOEXEC | TFD_NONBLOCK);
	return traffic.timer_fd < 0 ? -1 :
	       timerfd_settime(traffic.timer_fd, 0, &pace, NULL);
}

int traffic_start(const struct pairs *pairs, int per_second, int max_seconds)
{
	if (traffic.running) {
		errno = EBUSY;
		return -1;
	}
	traffic.pairs = *pairs;
	memset(traffic.arrivals, 0, sizeof(traffic.arrivals));
	for (int i = 0; i < pairs->count; i++) {
		if (port_listen_flows(pairs->rx[i], FLOW_FRAME_TRAFFIC))
			return -1;
		traffic.arrivals[i].out = pairs->rx[i];
	}
	traffic.sent = 0;
	traffic.start_ms = clock_ms();
	traffic.max_ms = max_seconds * 1e3;
	atomic_store(&traffic.stop, false);
	if (open_timer(per_second))
		return -1;
	errno = pthread_create(&traffic.thread, NULL, run_traffic, NULL);
	traffic.running = !errno;
	return errno ? -1 : 0;
}

int traffic_arrivals(struct traffic_arrivals arrivals[PAIRS_MAX])
{
	pthread_mutex_lock(&traffic.lock);
	for (int i = 0; i < traffic.pairs.count; i++) {
		arrivals[i] = traffic.arrivals[i];
		traffic.arrivals[i].count = 0;
		traffic.arrivals[i].first_us = 0;
	}
	pthread_mutex_unlock(&traffic.lock);
	return traffic.pairs.count;
}

bool traffic_stop(long *sent, double *seconds)
{
	if (!traffic.running)
		return false;
	atomic_store(&traffic.stop, true);
	pthread_join(traffic.thread, NULL);
	close(traffic.timer_fd);
	traffic.running = false;
	*sent = traffic.sent;
	*seconds = (traffic.end_ms - traffic.start_ms) / 1e3;
	return true;
}
