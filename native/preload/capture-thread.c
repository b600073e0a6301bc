// SPDX-License-Identifier: MIT
#include "capture-thread.h"

#include "fatal.h"
#include "kernel.h"
#include "peers.h"
#include "settings.h"
#include "snapshot.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_CAPTURES 256

static struct capture captures[MAX_CAPTURES];
static int capture_count;

__thread struct capture *capture_current;

struct capture *capture_at(int turn)
{
	int count = __atomic_load_n(&capture_count, __ATOMIC_ACQUIRE);

	return turn < count ? &captures[turn] : NULL;
}

struct capture *capture_of_socket(int fd)
{
	struct capture *c;

	for (int i = 0; fd > 0 && (c = capture_at(i)); i++)
		if (c->socket == fd)
			return c;
	return NULL;
}

int capture_number(const struct capture *capture)
{
	return (int)(capture - captures) + 1;
}

int capture_threads(const struct capture *capture)
{
	const struct capture *c;
	int count = 0;

	for (int i = 0; (c = capture_at(i)); i++)
		count += !strcmp(c->iface, capture->iface);
	return count;
}

static const struct capture *with_tid(int tid)
{
	const struct capture *c;

	for (int i = 0; (c = capture_at(i)); i++)
		if (c->tid == tid)
			return c;
	return NULL;
}

bool capture_waits_for_other(const struct capture *capture)
{
	uintptr_t address = kernel_futex_address(capture->tid);
	const struct capture *c, *holder;

	for (int i = 0; address && (c = capture_at(i)); i++) {
		holder = with_tid(peers_lock_holder(c->entry, address));
		if (holder && holder != capture)
			return true;
	}
	return false;
}

bool capture_sleeps_in_read(const struct capture *capture)
{
	return __atomic_load_n(&capture->asking, __ATOMIC_SEQ_CST) &&
	       kernel_sleeps_in_recv(capture->tid, capture->socket);
}

/*
 * Only in runmode workers does the thread that receives a frame also send it,
 * which our gates and snapshots assume.  Upstream names a thread by its role
 * before it initialises it: RX#01 belongs to runmode autofp.
 */
static void require_worker(void)
{
	char name[16] = "";	/* the kernel's limit */

	pthread_getname_np(pthread_self(), name, sizeof(name));
	if (strncmp(name, "W#", 2))
		fatal("expected runmode workers with threads such as W#01-tx0,"
		      " got \"%s\"; start the engine with --runmode workers",
		      name);
}

/*
 * Upstream initialises one thread at a time.  So the calling thread is the
 * peer that was added last, and no other thread registers meanwhile.
 */
void capture_identify(const char *iface)
{
	struct capture *self = &captures[capture_count];
	int threads_before;

	if (settings.gated)
		require_worker();
	if (capture_count == MAX_CAPTURES)
		fatal("expected at most %d capture threads, got more",
		      MAX_CAPTURES);
	self->entry = peers_newest(iface);
	snprintf(self->iface, sizeof(self->iface), "%s", iface);
	threads_before = capture_threads(self);
	snprintf(self->name, sizeof(self->name), "W#%02d-%s",
		 threads_before + 1, iface);
	self->tid = gettid();
	self->sent.result = SENT_NONE;
	self->slot = -1;
	self->ring_version = -1;
	self->fanout = -1;
	__atomic_store_n(&capture_count, capture_count + 1, __ATOMIC_RELEASE);
	capture_current = self;
	gate_attach(&self->gate, self->name, snapshot_write, NULL);
}

bool capture_stop(struct capture *self, const char *gate)
{
	gate_at(&self->gate, gate);
	return gate_attached(&self->gate);
}
