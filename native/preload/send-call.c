// SPDX-License-Identifier: MIT
/*
 * Upstream loads if_idx and socket from the peer's entry before it calls
 * sendto(), so the arguments of the call show both loads.
 */
#include "capture-thread.h"
#include "events.h"
#include "export.h"
#include "kernel.h"
#include "peers.h"
#include "real.h"

#include <errno.h>
#include <linux/if_packet.h>

struct message {
	const void *data;
	size_t length;
	int flags;
	const struct sockaddr *address;
	socklen_t size;
};

static const struct capture *peer_of(const struct capture *self)
{
	const void *entry = peers_peer(self->entry);
	const struct capture *c;

	for (int i = 0; (c = capture_at(i)); i++)
		if (c->entry == entry)
			return c;
	return NULL;
}

/* The socket that the call uses, and the peer's state before it. */
static struct sent_record record_before_send(const struct capture *self)
{
	const struct capture *peer = peer_of(self);
	struct sent_record sent = {
		.socket = self->loaded_socket,
		.if_idx = self->loaded_if_idx,
		.used = kernel_packet_cookie(self->loaded_socket),
	};

	if (peer) {
		sent.held = kernel_packet_cookie(peer->socket);
		sent.up = peers_state_up(peer->entry);
		sent.afp_up = peers_in_use(peer->entry);
	}
	return sent;
}

static ssize_t send_message(int fd, const struct message *m)
{
	return real_calls()->sendto(fd, m->data, m->length, m->flags,
				    m->address, m->size);
}

static ssize_t send_gated(struct capture *self, int fd,
			  const struct message *message)
{
	const struct sockaddr_ll *address = (const void *)message->address;
	struct sent_record sent;
	ssize_t n;

	self->loaded_socket = fd;
	self->loaded_if_idx = address->sll_ifindex;
	if (capture_stop(self, "Send")) {
		sent = record_before_send(self);
		n = send_message(fd, message);
		sent.result = n < 0 ? errno : SENT_OK;
		self->sent = sent;
	} else {
		n = send_message(fd, message);
	}
	self->loaded_socket = 0;
	self->loaded_if_idx = 0;
	return n;
}

EXPORT ssize_t sendto(int fd, const void *data, size_t length, int flags,
		      const struct sockaddr *address, socklen_t size)
{
	const struct message message = { data, length, flags, address, size };
	struct capture *self = capture_current;
	ssize_t n;

	if (!self || !address || size < sizeof(struct sockaddr_ll))
		return send_message(fd, &message);
	n = gate_attached(&self->gate) ? send_gated(self, fd, &message)
				       : send_message(fd, &message);
	self->called++;
	if (n < 0)
		events_send_error(self, errno, fd);
	else
		events_send_once(self, EVENT_FIRST_SEND);
	return n;
}
