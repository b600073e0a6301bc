// SPDX-License-Identifier: MIT
#include "arrival.h"

#include "engine.h"
#include "mutant.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define POLL_MS 100

enum arrival arrival_await(const struct thread *t)
{
	struct pollfd ready = {
		.fd = own_get(&t->own.socket),
		.events = POLLIN,
	};
	int n = poll(&ready, 1, gate_attached(&t->gate) ? 0 : POLL_MS);

	if (n < 0)
		return errno == EINTR ? ARRIVAL_INTERRUPTED : ARRIVAL_FAILED;
	if (ready.revents & (POLLHUP | POLLNVAL))
		return ARRIVAL_FAILED;
	if (ready.revents & POLLERR)
		return ARRIVAL_ERROR;
	return ring_has_frame(&t->ring) ? ARRIVAL_FRAME : ARRIVAL_NONE;
}

bool arrival_ask(struct thread *t)
{
	bool waits = !t->engine->options.features.ask_without_waiting;
	char byte;
	ssize_t n;

	atomic_store(&t->asks, true);
	n = recv(own_get(&t->own.socket), &byte, sizeof(byte),
		 waits && !MUTANT_ASK_UNWAITING ? MSG_PEEK :
						  MSG_PEEK | MSG_DONTWAIT);
	atomic_store(&t->asks, false);
	if (MUTANT_ASK_UNWAITING && n < 0 && errno == EAGAIN)
		return false;
	return n < 0 || !waits;
}

/*
 * Takes a number and frees it at once.  No thread opens a socket meanwhile: one
 * is inside recv(), all others stand at gates.
 */
bool arrival_sleeps(const struct thread *t)
{
	char path[64], line[32] = "";
	int fd, number = -1;

	if (!atomic_load(&t->asks))
		return false;
	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall",
		 atomic_load(&t->tid));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* It says "running" of a thread that is in no call. */
	if (read(fd, line, sizeof(line) - 1) > 0 &&
	    sscanf(line, "%d", &number) != 1)
		number = -1;
	close(fd);
	return number == SYS_recvfrom;
}

bool arrival_has_error(const struct thread *t)
{
	struct pollfd socket = { .fd = own_get(&t->own.socket) };

	return socket.fd > 0 && poll(&socket, 1, 0) > 0 &&
	       socket.revents & POLLERR;
}
