// SPDX-License-Identifier: MIT
#include "start.h"

#include "capture.h"
#include "create.h"
#include "engine.h"
#include "log.h"
#include "peers.h"
#include "snapshot.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* How often to wake a thread that sleeps in the read of its error. */
#define ASK_WAKE_MS 20

static void init_interfaces(struct engine *engine)
{
	/* From the pid, because other engines may run with other groups. */
	int first_group = (getpid() & 0xff) << 8;

	for (int i = 0; i < engine->options.interface_count; i++) {
		engine->interfaces[i].name = engine->options.interfaces[i];
		engine->interfaces[i].fanout_id = first_group + i + 1;
	}
}

/* Threads go by interface; number n forwards to number n of the other one. */
static int init_thread(struct engine *engine, int i)
{
	int threads = engine->options.threads;
	int interface = i / threads, number = i % threads;
	struct thread *t = &engine->threads[i];

	t->engine = engine;
	t->interface = &engine->interfaces[interface];
	t->number = number;
	t->peer = &engine->threads[(interface ^ 1) * threads + number];
	snprintf(t->name, sizeof(t->name), "W#%02d-%s", number + 1,
		 t->interface->name);
	return peers_add(t);
}

static void attach_gates(struct engine *engine)
{
	for (int i = 0; i < engine->thread_count; i++) {
		struct thread *t = &engine->threads[i];

		gate_attach(&t->gate, t->name, snapshot_write, engine);
		if (gate_attached(&t->gate))
			engine->steered = true;
	}
}

int start_init(struct engine *engine)
{
	int count = engine->options.interface_count * engine->options.threads;

	engine->query_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (engine->query_fd < 0)
		return -1;
	engine->threads = calloc(count, sizeof(*engine->threads));
	if (!engine->threads)
		return -1;
	engine->thread_count = count;
	init_interfaces(engine);
	for (int i = 0; i < count; i++) {
		errno = init_thread(engine, i);
		if (errno)
			return -1;
	}
	attach_gates(engine);
	return 0;
}

int start_threads(struct engine *engine)
{
	for (int i = 0; i < engine->thread_count; i++) {
		struct thread *t = &engine->threads[i];
		char short_name[16];
		int error;

		error = pthread_create(&t->pthread, NULL, capture_run, t);
		if (error)
			return error;
		/* The kernel takes 15 characters. */
		snprintf(short_name, sizeof(short_name), "%.15s", t->name);
		error = pthread_setname_np(t->pthread, short_name);
		if (error)
			return error;
	}
	return 0;
}

static void log_counters(const struct interface *interface)
{
	unsigned long packets = atomic_load(&interface->packets);
	unsigned long drops = atomic_load(&interface->drops);

	log_line(NULL, "Notice", "device", "%s: packets: %lu, "
		 "drops: %lu (%.2f%%), invalid chksum: 0", interface->name,
		 packets, drops, packets ? 100.0 * drops / packets : 0.0);
}

static int join_all(struct engine *engine)
{
	int error = 0;

	for (int i = 0; i < engine->thread_count && !error; i++)
		error = pthread_join(engine->threads[i].pthread, NULL);
	return error;
}

static void *close_socket(void *thread)
{
	create_close(thread);
	return NULL;
}

/* In parallel: each takes the kernel tens of milliseconds. */
static int close_sockets(struct engine *engine)
{
	for (int i = 0; i < engine->thread_count; i++) {
		struct thread *t = &engine->threads[i];
		int error = pthread_create(&t->pthread, NULL, close_socket, t);

		if (error)
			return error;
	}
	return join_all(engine);
}

static void ignore(int signal)
{
	(void)signal;
}

/* SIGUSR1 ends a wait that polls; SIGUSR2 ends the read of an error, too. */
static int handle_wakes(void)
{
	struct sigaction action = {
		.sa_handler = ignore,
		.sa_flags = SA_RESTART,
	};

	if (sigaction(SIGUSR1, &action, NULL))
		return errno;
	action.sa_flags = 0;
	return sigaction(SIGUSR2, &action, NULL) ? errno : 0;
}

/*
 * Ends the waits of threads that poll or sleep.  A thread that is just about to
 * wait does so after all, for a short time.
 */
static int wake_all(struct engine *engine)
{
	int error = handle_wakes();

	for (int i = 0; i < engine->thread_count && !error; i++)
		error = pthread_kill(engine->threads[i].pthread, SIGUSR1);
	return error;
}

static struct timespec in_ms(long ms)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += ms * 1000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	return time;
}

/*
 * A thread that sleeps in the read of its error looks at no stop flag.  It may
 * enter the read just after a signal, so it gets one again and again.
 */
static int join_woken(struct thread *t)
{
	for (;;) {
		struct timespec until = in_ms(ASK_WAKE_MS);
		int error = pthread_timedjoin_np(t->pthread, NULL, &until);

		if (error != ETIMEDOUT)
			return error;
		error = atomic_load(&t->asks) ?
				pthread_kill(t->pthread, SIGUSR2) : 0;
		if (error)
			return error;
	}
}

int start_join(struct engine *engine)
{
	int error = wake_all(engine);

	for (int i = 0; i < engine->thread_count && !error; i++)
		error = join_woken(&engine->threads[i]);
	if (error)
		return error;
	/* After the join: a running thread may send through any socket. */
	error = close_sockets(engine);
	if (error)
		return error;
	for (int i = 0; i < engine->thread_count; i++) {
		error = pthread_mutex_destroy(
				&engine->threads[i].published.lock);
		if (error)
			return error;
	}
	for (int i = 0; i < engine->options.interface_count; i++)
		log_counters(&engine->interfaces[i]);
	free(engine->threads);
	return close(engine->query_fd) ? errno : 0;
}
