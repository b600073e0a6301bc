// SPDX-License-Identifier: MIT
/*
 * restarter FD PROGRAM ARG...: starts a program again and again, each time as
 * a new process, while the network around it and the traffic through it stay.
 * Commands are lines on FD: start, term (SIGTERM) and kill (SIGKILL).  A start
 * and an end are told by a JSON line; the program inherits FD and may tell of
 * events between the two.  Where a run ends, a line on standard output parts
 * what it wrote from what the next one writes.
 */
#include "clock.h"
#include "program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 125

static const char end_of_run[] = "\npeerup restarter: end of run\n";

struct restarter {
	int control_fd;
	char **argv;
	sigset_t mask;		/* as it was before us */
	int child_fd;		/* readable when a child ended */
	pid_t program;		/* 0: none runs */
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "restarter: %s: %m\n", what);
	exit(EXIT_NOT_STARTED);
}

/* Its own group: what it starts itself ends with it. */
static _Noreturn void become(const struct restarter *restarter)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || setpgid(0, 0) ||
	    dup2(STDOUT_FILENO, STDERR_FILENO) < 0 ||
	    sigprocmask(SIG_SETMASK, &restarter->mask, NULL))
		fail("the program's process");
	program_become(restarter->argv);
	fail(restarter->argv[0]);
}

static void start(struct restarter *restarter)
{
	long long launched_us = clock_us();

	restarter->program = fork();
	if (restarter->program == 0)
		become(restarter);
	if (restarter->program < 0)
		fail("fork");
	dprintf(restarter->control_fd, "{\"launchedUs\":%lld}\n", launched_us);
}

static void tell_end(const struct restarter *restarter, int wait_status)
{
	char how[64];

	if (WIFSIGNALED(wait_status))
		snprintf(how, sizeof(how), "\"code\":null,\"signal\":\"SIG%s\"",
			 sigabbrev_np(WTERMSIG(wait_status)) ?: "?");
	else
		snprintf(how, sizeof(how), "\"code\":%d,\"signal\":null",
			 WEXITSTATUS(wait_status));
	dprintf(restarter->control_fd, "{\"ended\":{%s},\"us\":%lld}\n", how,
		clock_us());
}

/* The line stands behind all that the program wrote, as it has ended. */
static void reap(struct restarter *restarter)
{
	struct signalfd_siginfo info;
	int wait_status;
	pid_t pid;

	if (read(restarter->child_fd, &info, sizeof(info)) < 0 &&
	    errno != EAGAIN)
		fail("signalfd");
	while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
		if (pid != restarter->program)
			continue;
		/* ESRCH: it was alone. */
		kill(-pid, SIGKILL);
		restarter->program = 0;
		if (write(STDOUT_FILENO, end_of_run, strlen(end_of_run)) < 0)
			fail("standard output");
		tell_end(restarter, wait_status);
	}
}

/* A signal for a program that has just ended finds nobody, which is fine. */
static void obey(struct restarter *restarter, const char *command)
{
	bool runs = restarter->program > 0;

	if (!strcmp(command, "start") && !runs)
		start(restarter);
	else if (!strcmp(command, "term") && runs)
		kill(restarter->program, SIGTERM);
	else if (!strcmp(command, "kill") && runs)
		kill(restarter->program, SIGKILL);
}

/* Returns false at end of file. */
static bool obey_lines(struct restarter *restarter)
{
	static char text[64];
	static size_t length;
	ssize_t n;
	char *end;

	n = read(restarter->control_fd, text + length, sizeof(text) - length);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	length += n;
	while ((end = memchr(text, '\n', length))) {
		*end = '\0';
		obey(restarter, text);
		length -= end + 1 - text;
		memmove(text, end + 1, length);
	}
	return length < sizeof(text);
}

static void take_child_signal(struct restarter *restarter)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &mask, &restarter->mask))
		fail("sigprocmask");
	restarter->child_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (restarter->child_fd < 0)
		fail("signalfd");
}

int main(int argc, char **argv)
{
	struct restarter restarter = { 0 };
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };

	if (argc < 3) {
		fputs("usage: restarter FD PROGRAM ARG...\n", stderr);
		return EXIT_NOT_STARTED;
	}
	restarter.control_fd = atoi(argv[1]);
	restarter.argv = argv + 2;
	take_child_signal(&restarter);
	fds[0].fd = restarter.control_fd;
	fds[1].fd = restarter.child_fd;
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			fail("poll");
		if (fds[1].revents)
			reap(&restarter);
		if (fds[0].revents && !obey_lines(&restarter))
			return 0;
	}
}
