// SPDX-License-Identifier: MIT
#include "create.h"

#include "engine.h"
#include "events.h"
#include "log.h"
#include "mutant.h"
#include "peers.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REOPENS_PER_LINE 40

static bool is_first(const struct thread *t)
{
	return own_get(&t->own.peer_update);
}

/* Only the first open is part of the start. */
static void report_first(const struct thread *t, const char *what)
{
	if (is_first(t))
		events_report(t, what);
}

/* The report's widener: the bug needs no delay, but shows up more often. */
static void delay_ring(const struct thread *t)
{
	int delay_us = t->engine->options.ring_delay_us;

	if (delay_us && is_first(t))
		usleep(delay_us);
}

static enum outcome set_up_ring(struct thread *t, const char **what)
{
	int fd = own_get(&t->own.socket);

	at(t, BEGIN_RING);
	delay_ring(t);
	if (ring_begin(fd, what))
		return FATAL;
	at(t, END_RING);
	if (ring_end(&t->ring, fd, what))
		return FATAL;
	report_first(t, "ring");
	return DONE;
}

/* Bumps if the variant bumps at this place. */
static void bump_if(struct thread *t, int place)
{
	if (is_first(t) && t->engine->options.features.bump == place)
		peers_bump(t);
}

static enum outcome open_all(struct thread *t, const char **what)
{
	enum outcome outcome;

	at(t, OPEN_SOCKET);
	outcome = packet_socket_open(t, what);
	if (outcome != DONE)
		return outcome;
	at(t, BIND);
	outcome = packet_socket_bind(t, what);
	if (outcome != DONE)
		return outcome;
	report_first(t, "bound");
	if (is_first(t) ? MUTANT_BUMP_MOVED : MUTANT_REOPEN_BUMPS)
		peers_bump_unseen(t);
	bump_if(t, BUMP_AFTER_BIND);
	outcome = set_up_ring(t, what);
	if (outcome != DONE)
		return outcome;
	peers_publish(t);
	report_first(t, "published");
	bump_if(t, BUMP_AFTER_UP);
	return DONE;
}

/* Logs one of 40 failed reopens, as upstream. */
static bool is_worth_a_line(struct thread *t)
{
	return is_first(t) || ++t->failed_reopens % REOPENS_PER_LINE == 0;
}

enum outcome create_socket(struct thread *t)
{
	const char *what = "";
	enum outcome outcome = open_all(t, &what);

	if (outcome == DONE)
		return DONE;
	/* A thread that has started tries again after any failure. */
	if (!is_first(t))
		outcome = RECOVERABLE;
	if (is_worth_a_line(t))
		log_line(t->name, outcome == FATAL ? "Error" : "Warning",
			 "af-packet", "%s: cannot open, %s: %s",
			 t->interface->name, what, strerror(errno));
	create_close(t);
	return outcome;
}

static void add_counters(struct thread *t)
{
	struct tpacket_stats stats;
	socklen_t size = sizeof(stats);

	if (getsockopt(own_get(&t->own.socket), SOL_PACKET, PACKET_STATISTICS,
		       &stats, &size))
		return;
	/* Threads that reopen add to it; it is read after all are joined. */
	atomic_fetch_add_explicit(&t->interface->packets, stats.tp_packets,
				  memory_order_relaxed);
	atomic_fetch_add_explicit(&t->interface->drops, stats.tp_drops,
				  memory_order_relaxed);
}

void create_close(struct thread *t)
{
	if (own_get(&t->own.socket) > 0)
		add_counters(t);
	ring_unmap(&t->ring);
	packet_socket_close(t);
}
