// SPDX-License-Identifier: MIT
#include "init.h"

#include "lifeline.h"
#include "namespaces.h"
#include "network.h"
#include "options.h"
#include "process.h"
#include "report.h"
#include "root.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Our parent is outside: getppid() cannot tell, but its pipe can. */
static int end_with_keeper(const struct start *start, struct report *report)
{
	struct pollfd pipe_end = { .fd = start->report_fd };

	if (process_end_with(0))
		return report_error(report, "prctl");
	if (poll(&pipe_end, 1, 0) < 0)
		return report_error(report, "poll");
	if (pipe_end.revents & POLLERR)
		_exit(125);
	return 0;
}

/* Where the keeper lies, with room for a name behind the last slash. */
static char *own_folder(char path[PATH_MAX], struct report *report)
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *name;

	if (n < 0) {
		report_error(report, "/proc/self/exe");
		return NULL;
	}
	path[n] = '\0';
	name = strrchr(path, '/') + 1;
	*name = '\0';
	return name;
}

/* The injector lies beside the keeper. */
static int injector_path(char path[PATH_MAX], struct report *report)
{
	char *name = own_folder(path, report);

	if (!name)
		return -1;
	if (name + sizeof("injector") > path + PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "injector");
	}
	strcpy(name, "injector");
	if (access(path, X_OK))
		return report_error(report, "%s", path);
	return 0;
}

/* It is told where to ask for changes of the engine's links. */
static pid_t start_injector(const struct start *like, char *path,
			    const struct network *network,
			    struct report *report)
{
	char number[16];
	char *argv[] = { path, number, NULL };
	struct start start = *like;
	pid_t pid;

	snprintf(number, sizeof(number), "%d", network->engine_links);
	start.argv = argv;
	start.network = network->clients;
	start.last_fd = INJECTOR_FD;
	start.passed_fd = network->engine_links;
	pid = process_start(&start, report);
	if (pid > 0 && fcntl(INJECTOR_FD, F_SETFD, FD_CLOEXEC))
		return report_error(report, "descriptor %d", INJECTOR_FD);
	return pid;
}

static int prepare_root(const struct options *options, const char *directory,
			struct report *report)
{
	char folder[PATH_MAX];
	const struct run_keeps keeps = { directory, folder,
					 options->program[0] };

	if (!own_folder(folder, report) ||
	    run_prepare(options->root, &keeps, report))
		return -1;
	if (!options->root)
		return 0;
	return root_prepare(options->root, directory, folder, report);
}

static pid_t start_all(const struct options *options, const char *directory,
		       const struct start *like, struct report *report)
{
	struct start start = *like;
	struct network network;
	char path[PATH_MAX];
	pid_t pid;

	if (end_with_keeper(like, report) ||
	    injector_path(path, report) ||
	    namespaces_mount_proc(report) ||
	    prepare_root(options, directory, report) ||
	    network_make(options, &network, report) ||
	    start_injector(like, path, &network, report) < 0)
		return -1;
	start.root = options->root;
	pid = process_start(&start, report);
	if (close(network.clients) || close(network.engine_links))
		return report_error(report, "close");
	if (close(INJECTOR_FD) || close(LIFELINE_FD))
		return report_error(report, "close");
	if (process_close_inherited(report))
		return -1;
	return pid;
}

/*
 * Blocked since the keeper started us: so they wait for sigwait(), and the
 * first process of a namespace is not deaf to them.
 */
static int await_signal(void)
{
	sigset_t mask;
	int sig;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	return sigwait(&mask, &sig) ? -1 : sig;
}

/* Reaps orphans too; a SIGTERM is for the program.  0 or -1. */
static int await_end(pid_t program, int *wait_status)
{
	pid_t pid;

	for (;;) {
		while ((pid = waitpid(-1, wait_status, WNOHANG)) > 0)
			if (pid == program)
				return 0;
		if (pid < 0)
			return -1;
		switch (await_signal()) {
		case SIGTERM:
			if (kill(program, SIGTERM))
				return -1;
			break;
		case SIGCHLD:
			break;
		default:
			return -1;
		}
	}
}

static _Noreturn void init(const struct options *options,
			   const char *directory, const struct start *start)
{
	struct report report = { .kind = REPORT_NONE };
	pid_t program = start_all(options, directory, start, &report);

	if (program < 0)
		goto out;
	if (await_end(program, &report.value))
		report_error(&report, "init");
	else
		report.kind = REPORT_ENDED;
out:
	_exit(report_send(start->report_fd, &report) ? 125 : 0);
}

pid_t init_start(const struct options *options, const struct start *start,
		 const char *directory, struct report *report)
{
	pid_t pid;

	if (namespaces_unshare_pids(report))
		return -1;
	pid = fork();
	if (pid == 0)
		init(options, directory, start);
	if (pid < 0)
		return report_error(report, "fork");
	return pid;
}
