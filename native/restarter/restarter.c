// SPDX-License-Identifier: MIT
/*
 * restarter FD PROGRAM ARG...: starts a program again and again, each time as
 * a new process, while its network and the traffic through it stay.  It reads
 * commands from the socket FD, one a line: start, term (SIGTERM) and kill
 * (SIGKILL).  It writes a JSON line there at each start and each end; the
 * program inherits FD and may write lines of its own between the two.  After
 * each run it prints a line on standard output, which separates the output of
 * one run from that of the next.
 */
#include "clock.h"
#include "program.h"
#include "wait-status.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 125

static const char end_of_run[] = "\npeerup restarter: end of run\n";

struct restarter {
	int control_fd;
	char **argv;
	sigset_t mask;		/* the signal mask that we inherited */
	int child_fd;		/* signalfd of SIGCHLD */
	pid_t program;		/* 0: the program does not run */
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "restarter: %s: %m\n", what);
	exit(EXIT_NOT_STARTED);
}

/* The program leads a process group, so that its children end with it. */
static _Noreturn void exec_program(const struct restarter *restarter)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || setpgid(0, 0) ||
	    dup2(STDOUT_FILENO, STDERR_FILENO) < 0 ||
	    sigprocmask(SIG_SETMASK, &restarter->mask, NULL))
		fail("cannot set up the program's process");
	program_exec(restarter->argv);
	fail(restarter->argv[0]);
}

static void start(struct restarter *restarter)
{
	long long launched_us = clock_us();

	restarter->program = fork();
	if (restarter->program == 0)
		exec_program(restarter);
	if (restarter->program < 0)
		fail("fork");
	dprintf(restarter->control_fd, "{\"launchedUs\":%lld}\n", launched_us);
}

static void report_end(const struct restarter *restarter, int wait_status)
{
	char status[WAIT_STATUS_SIZE];

	wait_status_print(status, wait_status);
	dprintf(restarter->control_fd, "{\"ended\":%s,\"us\":%lld}\n", status,
		clock_us());
}

/* The program has ended, so the line comes after all its output. */
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
		/* ESRCH: no other process is left in its group. */
		kill(-pid, SIGKILL);
		restarter->program = 0;
		if (write(STDOUT_FILENO, end_of_run, strlen(end_of_run)) < 0)
			fail("standard output");
		report_end(restarter, wait_status);
	}
}

/* A program that has just ended misses its signal, which is no error. */
static void obey(struct restarter *restarter, const char *command)
{
	bool running = restarter->program > 0;

	if (!strcmp(command, "start") && !running)
		start(restarter);
	else if (!strcmp(command, "term") && running)
		kill(restarter->program, SIGTERM);
	else if (!strcmp(command, "kill") && running)
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

static void open_child_signal(struct restarter *restarter)
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
	open_child_signal(&restarter);
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
