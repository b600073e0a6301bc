// SPDX-License-Identifier: MIT
#include "create.h"

#include "arrival.h"
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

/* As if the kernel refused the ring of a first open. */
static bool fails_ring(const struct thread *t)
{
	return t->turn + 1 == t->engine->options.fail_ring && is_first(t);
}

static enum outcome set_up_ring(struct thread *t, const char **what)
{
	int fd = own_get(&t->own.socket);

	at(t, BEGIN_RING);
	delay_ring(t);
	if (ring_begin(fd, what))
		return FATAL;
	/* An error from before the ring stays.  Upstream does not look for it. */
	atomic_store(&t->misses_error, t->engine->options.miss_in_ring &&
					       !arrival_has_error(t));
	at(t, END_RING);
	atomic_store(&t->misses_error, false);
	if (fails_ring(t)) {
		*what = "PACKET_RX_RING";
		errno = EINVAL;
		return FATAL;
	}
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

static enum outcome bind_socket(struct thread *t, const char **what)
{
	enum outcome outcome;

	at(t, BIND);
	outcome = MUTANT_RING_BOUND ? DONE : packet_socket_bind(t, what);
	if (outcome != DONE)
		return outcome;
	report_first(t, "bound");
	if (is_first(t) ? MUTANT_BUMP_MOVED : MUTANT_REOPEN_BUMPS)
		peers_bump_unseen(t);
	bump_if(t, BUMP_AFTER_BIND);
	return DONE;
}

/*
 * With ringFirst all rings are set up in parallel, and on sockets that are not
 * bound yet: a ring on a bound one would move it to the end of its fanout
 * group.  The turn decides the order of the binds.
 */
static enum outcome ring_then_bind(struct thread *t, const char **what)
{
	enum outcome outcome = DONE;

	if (MUTANT_RING_BOUND)
		outcome = packet_socket_bind(t, what);
	if (outcome == DONE)
		outcome = set_up_ring(t, what);
	if (outcome != DONE)
		return outcome;
	if (is_first(t) && peers_wait_turn(t))
		return STOPPED;
	return bind_socket(t, what);
}

static enum outcome bind_then_ring(struct thread *t, const char **what)
{
	enum outcome outcome = bind_socket(t, what);

	return outcome == DONE ? set_up_ring(t, what) : outcome;
}

static enum outcome open_all(struct thread *t, const char **what)
{
	enum outcome outcome;

	at(t, OPEN_SOCKET);
	outcome = packet_socket_open(t, what);
	if (outcome != DONE)
		return outcome;
	outcome = t->engine->options.features.ring_first ?
			ring_then_bind(t, what) : bind_then_ring(t, what);
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

	/* The main thread closes all sockets in the end. */
	if (outcome == DONE || outcome == STOPPED)
		return outcome;
	/* A thread that has started tries again after any failure. */
	if (!is_first(t))
		outcome = RECOVERABLE;
	t->failed_fatally = outcome == FATAL;
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
