// SPDX-License-Identifier: MIT
#include "init.h"

#include "lifeline.h"
#include "namespaces.h"
#include "network.h"
#include "options.h"
#include "process.h"
#include "report.h"
#include "root.h"
#include "run-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The keeper is outside our PID namespace, so getppid() returns 0 whether it
 * lives or not.  Once our copy is closed, it alone holds the reading end of
 * the report pipe: POLLERR says that it ended before prctl() took effect.
 */
static int end_with_keeper(const struct process_spec *spec,
			   struct report *report)
{
	struct pollfd pipe_end = { .fd = spec->report_fd };

	if (close(spec->report_reader_fd))
		return report_error(report, "close");
	if (process_die_with_parent(0))
		return report_error(report, "prctl");
	if (poll(&pipe_end, 1, 0) < 0)
		return report_error(report, "poll");
	if (pipe_end.revents & POLLERR)
		_exit(125);
	return 0;
}

/*
 * Writes the folder of the native programs, with a slash at the end; returns
 * the place behind it, or NULL.
 */
static char *programs_folder(char path[PATH_MAX], struct report *report)
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

/* The injector is in the keeper's folder. */
static int injector_path(char path[PATH_MAX], struct report *report)
{
	char *name = programs_folder(path, report);

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

static pid_t start_injector(const struct process_spec *program, char *path,
			    const struct network *network,
			    struct report *report)
{
	char number[16];
	char *argv[] = { path, number, NULL };
	struct process_spec injector = *program;
	pid_t pid;

	snprintf(number, sizeof(number), "%d", network->engine_links);
	injector.argv = argv;
	injector.network = network->clients;
	injector.last_fd = INJECTOR_FD;
	injector.passed_fd = network->engine_links;
	pid = process_start(&injector, report);
	/* The program must not inherit the injector's socket. */
	if (pid > 0 && fcntl(INJECTOR_FD, F_SETFD, FD_CLOEXEC))
		return report_error(report, "descriptor %d", INJECTOR_FD);
	return pid;
}

static int prepare_root(const struct options *options, const char *directory,
			struct report *report)
{
	char folder[PATH_MAX];
	const struct run_directory_needed needed = { directory, folder,
						     options->program[0] };

	if (!programs_folder(folder, report) ||
	    run_directory_mount(options->root, &needed, report))
		return -1;
	if (!options->root)
		return 0;
	return root_mount(options->root, directory, folder, report);
}

/* Returns the program's pid, or -1. */
static pid_t start_all(const struct options *options, const char *directory,
		       const struct process_spec *spec, struct report *report)
{
	struct process_spec program = *spec;
	struct network network;
	char path[PATH_MAX];
	pid_t pid;

	if (end_with_keeper(spec, report) ||
	    injector_path(path, report) ||
	    namespaces_mount_proc(report) ||
	    prepare_root(options, directory, report) ||
	    network_create(options, &network, report) ||
	    start_injector(spec, path, &network, report) < 0)
		return -1;
	program.root = options->root;
	pid = process_start(&program, report);
	if (close(network.clients) || close(network.engine_links))
		return report_error(report, "close");
	if (close(INJECTOR_FD) || close(LIFELINE_FD))
		return report_error(report, "close");
	if (process_close_inherited(report))
		return -1;
	return pid;
}

/*
 * The keeper blocked these signals before it forked us, so they stay pending
 * until sigwait().  Without that the kernel drops them, because the first
 * process of a namespace has no default actions.
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

/*
 * Waits for the program's end, reaps orphans, and passes SIGTERM on to the
 * program.  0 or -1.
 */
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
			   const char *directory,
			   const struct process_spec *spec)
{
	struct report report = { .kind = REPORT_NONE };
	pid_t program = start_all(options, directory, spec, &report);

	if (program < 0)
		goto out;
	if (await_end(program, &report.value))
		report_error(&report, "wait for the program");
	else
		report.kind = REPORT_ENDED;
out:
	_exit(report_send(spec->report_fd, &report) ? 125 : 0);
}

pid_t init_start(const struct options *options,
		 const struct process_spec *spec, const char *directory,
		 struct report *report)
{
	pid_t pid;

	if (namespaces_unshare_pids(report))
		return -1;
	pid = fork();
	if (pid == 0)
		init(options, directory, spec);
	if (pid < 0)
		return report_error(report, "fork");
	return pid;
}
