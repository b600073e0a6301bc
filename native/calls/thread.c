// SPDX-License-Identifier: MIT
#include "thread.h"

#include "record.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_THREADS 256

/* By these arguments upstream's calls of usleep() differ. */
#define TURN_US 1000
#define REOPEN_US 500000
#define ENDING_US 100	/* it waits for the main thread to have it end */

static struct recorded threads[MAX_THREADS];

__thread struct recorded *recorded_current;

static const char *const names[] = {
	[PHASE_OPENING] = "opening",
	[PHASE_RING] = "ring",
	[PHASE_PUBLICATION] = "publication",
	[PHASE_BARRIER] = "barrier",
	[PHASE_LOOP] = "loop",
	[PHASE_DOWN] = "down",
	[PHASE_REOPEN] = "reopen",
	[PHASE_END] = "end",
};

const char *phase_name(enum phase phase)
{
	return names[phase];
}

void recorded_begin(void)
{
	static int count;
	int number;

	if (recorded_current || !record_is_asked() ||
	    syscall(SYS_gettid) == getpid())
		return;
	number = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
	if (number < MAX_THREADS)
		recorded_current = &threads[number];
}

bool recorded_owns(int fd)
{
	const struct recorded *self = recorded_current;

	return self && fd > 0 && self->socket == fd;
}

void recorded_before_open(void)
{
	struct recorded *self = recorded_current;

	self->phase = self->reopened ? PHASE_REOPEN : PHASE_OPENING;
	self->bound = false;
	self->has_ring = false;
	self->published = false;
}

void recorded_after_open(int fd)
{
	recorded_current->socket = fd > 0 ? fd : 0;
}

/* A thread that runs and closes its socket is told to end. */
void recorded_before_close(int fd)
{
	struct recorded *self = recorded_current;

	if (!recorded_owns(fd))
		return;
	if (self->phase == PHASE_LOOP || self->phase == PHASE_BARRIER)
		self->phase = PHASE_END;
	self->socket = 0;
}

/* With its ring first, a thread comes back to the opening in its turn. */
static void go_on_opening(void)
{
	struct recorded *self = recorded_current;

	if (self->phase == PHASE_RING && self->has_ring)
		self->phase = PHASE_OPENING;
}

void recorded_before_lookup(void)
{
	go_on_opening();
}

void recorded_before_bind(void)
{
	go_on_opening();
	recorded_current->bound = true;
}

void recorded_before_index(void)
{
	struct recorded *self = recorded_current;

	if (!self->bound || !self->has_ring || self->published)
		return;
	self->published = true;
	self->phase = PHASE_PUBLICATION;
}

void recorded_before_ring(void)
{
	struct recorded *self = recorded_current;

	if (self->phase == PHASE_OPENING)
		self->phase = PHASE_RING;
}

void recorded_after_ring(void)
{
	recorded_current->has_ring = true;
}

static void start(void)
{
	struct recorded *self = recorded_current;

	self->started = true;
	if (self->phase == PHASE_PUBLICATION || self->phase == PHASE_BARRIER)
		self->phase = PHASE_LOOP;
}

void recorded_before_statistics(void)
{
	if (recorded_current->published)
		start();
}

void recorded_before_poll(void)
{
	struct recorded *self = recorded_current;

	if (self->phase == PHASE_PUBLICATION)
		self->phase = self->started || self->reopened ? PHASE_LOOP
							      : PHASE_BARRIER;
}

void recorded_before_send(void)
{
	start();
}

void recorded_before_ask(void)
{
	start();
}

void recorded_after_ask(void)
{
	recorded_current->phase = PHASE_DOWN;
}

void recorded_before_sleep(unsigned int us)
{
	struct recorded *self = recorded_current;

	if (us == TURN_US)
		go_on_opening();
	else if (us == REOPEN_US)
		self->phase = PHASE_DOWN;
	else if (us <= ENDING_US && self->phase == PHASE_LOOP)
		self->phase = PHASE_END;
}

void recorded_after_sleep(unsigned int us)
{
	struct recorded *self = recorded_current;

	if (us != REOPEN_US)
		return;
	self->reopened = true;
	self->phase = PHASE_REOPEN;
}
