// SPDX-License-Identifier: MIT
#include "arrival.h"

#include "engine.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define POLL_MS 100

bool arrival_is_down(const struct thread *t, short events)
{
	int fd = own_get(&t->own.socket);
	char byte;

	if (events & (POLLHUP | POLLNVAL))
		return true;
	return events & POLLERR &&
	       recv(fd, &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       errno != EAGAIN && errno != EINTR;
}

enum arrival arrival_await(const struct thread *t, short *events)
{
	struct pollfd ready = {
		.fd = own_get(&t->own.socket),
		.events = POLLIN,
	};
	int n = poll(&ready, 1, gate_attached(&t->gate) ? 0 : POLL_MS);

	/* A poll that fails is no passing error. */
	*events = n < 0 ? POLLNVAL : ready.revents;
	if (n < 0)
		return errno == EINTR ? ARRIVAL_NONE : ARRIVAL_FAILED;
	if (ready.revents & (POLLHUP | POLLERR | POLLNVAL))
		return ARRIVAL_FAILED;
	return ring_has_frame(&t->ring) ? ARRIVAL_FRAME : ARRIVAL_NONE;
}
