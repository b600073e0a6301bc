// SPDX-License-Identifier: MIT
#include "arrival.h"

#include "engine.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define POLL_MS 100

enum arrival arrival_await(const struct thread *t)
{
	struct pollfd ready = {
		.fd = own_get(&t->own.socket),
		.events = POLLIN,
	};
	int n = poll(&ready, 1, gate_attached(&t->gate) ? 0 : POLL_MS);

	if (n < 0)
		return errno == EINTR ? ARRIVAL_NONE : ARRIVAL_FAILED;
	if (ready.revents & (POLLHUP | POLLERR | POLLNVAL))
		return ARRIVAL_FAILED;
	return ring_has_frame(&t->ring) ? ARRIVAL_FRAME : ARRIVAL_NONE;
}

bool arrival_take_error(const struct thread *t)
{
	char byte;

	return recv(own_get(&t->own.socket), &byte, sizeof(byte),
		    MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       errno != EAGAIN && errno != EINTR;
}

bool arrival_has_error(const struct thread *t)
{
	struct pollfd socket = { .fd = own_get(&t->own.socket) };

	return socket.fd > 0 && poll(&socket, 1, 0) > 0 &&
	       socket.revents & POLLERR;
}
