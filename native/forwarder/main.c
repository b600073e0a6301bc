// SPDX-License-Identifier: MIT
/*
 * forwarder: an inline AF_PACKET engine, reduced to the start of its capture
 * threads and to forwarding.  The main thread starts them, waits until all of
 * them run, and then for a signal.
 */
#include "clock.h"
#include "engine.h"
#include "events.h"
#include "log.h"
#include "start.h"
#include "usage.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long upstream waits for its threads. */
#define START_S 60
#define START_S_PER_THREAD 1

static _Noreturn void fail(const char *what, int error)
{
	fprintf(stderr, "forwarder: %s: %s\n", what, strerror(error));
	exit(EXIT_FAILURE);
}

static void check_environment(const struct options *options)
{
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 && (errno == EPERM || errno == EACCES)) {
		fprintf(stderr, "forwarder: expected permission for packet "
			"sockets (CAP_NET_RAW): %s\n", strerror(errno));
		exit(EXIT_ENVIRONMENT);
	}
	if (fd < 0 || close(fd))
		fail("packet socket", errno);
	for (int i = 0; i < options->interface_count; i++)
		if (!if_nametoindex(options->interfaces[i]))
			fail(options->interfaces[i], errno);
}

/* All later threads block the signals too: the main thread reads them. */
static int open_signals(void)
{
	sigset_t mask;
	int fd, error;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	error = pthread_sigmask(SIG_BLOCK, &mask, NULL);
	if (error)
		fail("pthread_sigmask", error);
	fd = signalfd(-1, &mask, SFD_CLOEXEC);
	if (fd < 0)
		fail("signalfd", errno);
	return fd;
}

/* The first thread that does not run yet; a failed one ends the process. */
static const struct thread *still_starting(const struct engine *engine)
{
	for (int i = 0; i < engine->thread_count; i++) {
		const struct thread *t = &engine->threads[i];

		if (atomic_load(&t->status) == THREAD_FAILED) {
			log_line(NULL, "Error", "threads",
				 "thread \"%s\" failed to start", t->name);
			exit(EXIT_FAILURE);
		}
		if (atomic_load(&t->status) == THREAD_STARTING)
			return t;
	}
	return NULL;
}

/* Returns true if a signal arrives within timeout_ms. */
static bool await_signal(struct engine *engine, int signal_fd, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = signal_fd, .events = POLLIN },
		{ .fd = engine->status_fd, .events = POLLIN },
	};
	uint64_t count;

	if (poll(fds, 2, timeout_ms) < 0 && errno != EINTR)
		fail("poll", errno);
	if (fds[1].revents &&
	    read(engine->status_fd, &count, sizeof(count)) < 0)
		fail("eventfd", errno);
	return fds[0].revents;
}

/* With a driver a start may take any time. */
static bool await_start(struct engine *engine, int signal_fd)
{
	long until_ms = clock_ms() + 1000 *
		(START_S + START_S_PER_THREAD * engine->thread_count);
	const struct thread *late;

	while ((late = still_starting(engine))) {
		long left_ms = until_ms - clock_ms();

		if (engine->steered)
			left_ms = -1;
		else if (left_ms <= 0) {
			log_line(NULL, "Error", "threads", "thread \"%s\" "
				 "failed to start in time", late->name);
			exit(EXIT_FAILURE);
		}
		if (await_signal(engine, signal_fd, left_ms))
			return false;
	}
	log_line(NULL, "Notice", "threads",
		 "Threads created -> W: %d   Engine started.",
		 engine->thread_count);
	return true;
}

int main(int argc, char **argv)
{
	static struct engine engine;
	int signal_fd, error;

	options_parse(argc, argv, &engine.options);
	check_environment(&engine.options);
	if (log_open(engine.options.log))
		fail(engine.options.log ? engine.options.log : "stdout", errno);
	if (engine.options.events_fd >= 0 &&
	    events_open(engine.options.events_fd))
		fail("--events", errno);
	signal_fd = open_signals();
	engine.status_fd = eventfd(0, EFD_CLOEXEC);
	if (engine.status_fd < 0)
		fail("eventfd", errno);
	if (start_init(&engine))
		fail("threads", errno);
	log_line(NULL, "Notice", "af-packet", "AF_PACKET IPS mode activated, "
		 "%s start", engine.options.features_text);
	error = start_threads(&engine);
	if (error)
		fail("pthread_create", error);
	if (await_start(&engine, signal_fd))
		while (!await_signal(&engine, signal_fd, -1))
			;
	atomic_store(&engine.stop, true);
	error = start_join(&engine);
	if (error)
		fail("pthread_join", error);
	return EXIT_SUCCESS;
}
