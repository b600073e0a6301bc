// SPDX-License-Identifier: MIT
#include "forward.h"

#include "engine.h"
#include "entry-lock.h"
#include "events.h"
#include "log.h"
#include "mutant.h"
#include "packet-socket.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

static void set_socket(atomic_ullong *field, int fd)
{
	atomic_store_explicit(field, packet_socket_cookie(fd),
			      memory_order_relaxed);
}

/* Records the used socket and the peer's state.  Costs two system calls. */
static void record(struct thread *t, int result)
{
	const struct thread *peer = t->peer;
	int socket = own_get(&t->own.loaded_socket);
	int held = own_get(&peer->own.socket);
	struct sent *sent = &t->sent;

	if (!gate_attached(&t->gate))
		return;
	own_set(&sent->result, result);
	own_set(&sent->socket, socket);
	own_set(&sent->if_idx, own_get(&t->own.loaded_if_idx));
	set_socket(&sent->used, socket);
	set_socket(&sent->held, held);
	own_set(&sent->state, atomic_load(&peer->published.state));
	own_set(&sent->afp_state, own_get(&peer->own.afp_state));
}

void forward_clear(struct thread *t)
{
	struct sent *sent = &t->sent;

	if (!gate_attached(&t->gate))
		return;
	own_set(&sent->result, SENT_NONE);
	own_set(&sent->socket, 0);
	own_set(&sent->if_idx, 0);
	atomic_store_explicit(&sent->used, 0, memory_order_relaxed);
	atomic_store_explicit(&sent->held, 0, memory_order_relaxed);
	own_set(&sent->state, AFP_DOWN);
	own_set(&sent->afp_state, AFP_DOWN);
}

/* One line a peer, ever, as upstream: that hides how often it happens. */
static void warn(struct thread *t, int error)
{
	struct thread *peer = t->peer;

	if (atomic_fetch_add(&peer->published.send_errors, 1) == 0 ||
	    MUTANT_WARNING_UNLIMITED)
		log_line(t->name, "Warning", "af-packet",
			 "%s: sending packet failed on socket %d: %s",
			 peer->interface->name,
			 own_get(&t->own.loaded_socket), strerror(error));
}

/* Reports the first good send, and every failed one. */
static void report(struct thread *t, int error)
{
	if (error)
		events_report_error(t, error, own_get(&t->own.loaded_socket));
	else if (!t->has_sent)
		events_report(t, "first-send");
	t->has_sent |= !error;
}

static void send_frame(struct thread *t, const struct ring_frame *frame)
{
	const struct ethhdr *ethernet = (const void *)frame->data;
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = own_get(&t->own.loaded_if_idx),
		.sll_halen = ETH_ALEN,
	};
	int error = 0;

	memcpy(&address.sll_protocol, &ethernet->h_proto,
	       sizeof(address.sll_protocol));
	memcpy(address.sll_addr, ethernet->h_dest, ETH_ALEN);
	if (sendto(own_get(&t->own.loaded_socket), frame->data, frame->length,
		   0, (struct sockaddr *)&address, sizeof(address)) < 0)
		error = errno;
	record(t, error ? error : SENT_OK);
	report(t, error);
	if (error)
		warn(t, error);
	own_set(&t->own.loaded_if_idx, 0);
	own_set(&t->own.loaded_socket, 0);
}

static bool passes_guard(const struct thread *t, const struct peer *peer)
{
	const struct options *options = &t->engine->options;

	return !options->features.guard || MUTANT_GUARD_REMOVED ||
	       observe(options->order, &peer->state) == AFP_UP;
}

/*
 * Loads in the order in which the peer stores.  Without the guard only the
 * start barrier orders the loads against those stores.
 */
static void load_and_send(struct thread *t, const struct peer *peer,
			  const struct ring_frame *frame)
{
	enum order order = t->engine->options.order;

	if (!MUTANT_LOAD_SKIPPED) {
		at(t, LOAD_IF_INDEX);
		own_set(&t->own.loaded_if_idx, observe(order, &peer->if_idx));
	}
	at(t, LOAD_SOCKET);
	own_set(&t->own.loaded_socket, observe(order, &peer->socket));
	at(t, SEND);
	send_frame(t, frame);
}

void forward(struct thread *t, const struct ring_frame *frame)
{
	struct peer *peer = &t->peer->published;

	entry_lock_take(t, peer, GUARD);
	if (passes_guard(t, peer))
		load_and_send(t, peer, frame);
	entry_lock_release(t, peer);
}
