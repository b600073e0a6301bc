// SPDX-License-Identifier: MIT
/*
 * keeper: runs a program, and leaves no process and no file behind.  It ends
 * when the program ends, at SIGTERM, SIGINT or SIGHUP, and at end of file of
 * the lifeline that its starter holds, so also when the starter is killed.
 * Then it kills all descendants and removes the program's directory.
 */
#include "children.h"
#include "directory.h"
#include "init.h"
#include "lifeline.h"
#include "options.h"
#include "process.h"
#include "report.h"
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_NOT_STARTED 125

struct keeper {
	struct options options;
	struct process_spec spec;	/* of the program */
	struct child child;
	struct report report;
	int signal_fd;
	char directory[PATH_MAX];
};

/*
 * Our starter must pass the injector's socket.  Check before we open anything:
 * a descriptor of our own could get its number.
 */
static int check_injector_socket(struct keeper *keeper)
{
	socklen_t size = sizeof(int);
	int type;

	if (keeper->options.interface_count == 0 ||
	    !getsockopt(INJECTOR_FD, SOL_SOCKET, SO_TYPE, &type, &size))
		return 0;
	return report_error(&keeper->report, "descriptor %d, the injector's",
			    INJECTOR_FD);
}

static int take_signals(struct keeper *keeper)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &mask, &keeper->spec.mask))
		return -1;
	keeper->signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return keeper->signal_fd < 0 ? -1 : 0;
}

static int set_up_process(struct keeper *keeper)
{
	int pipe_fds[2];

	/* A terminal's signals go to our starter, which then ends us. */
	if (setsid() < 0 && errno != EPERM)
		return report_error(&keeper->report, "setsid");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		return report_error(&keeper->report, "prctl");
	if (take_signals(keeper))
		return report_error(&keeper->report, "signalfd");
	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK))
		return report_error(&keeper->report, "pipe");
	keeper->spec.report_reader_fd = pipe_fds[0];
	keeper->spec.report_fd = pipe_fds[1];
	return 0;
}

static int set_up_directory(struct keeper *keeper)
{
	struct report *report = &keeper->report;
	const char *directory;

	if (directory_create(keeper->directory, report)) {
		keeper->directory[0] = '\0';
		return -1;
	}
	/* Its path as the program sees it. */
	directory = keeper->options.root ? ROOT_DIRECTORY : keeper->directory;
	if (setenv("TMPDIR", directory, 1) ||
	    setenv("PEERUP_DIR", directory, 1))
		return report_error(report, "setenv");
	return options_expand_directory(keeper->options.program + 1, directory,
					report);
}

static int launch(struct keeper *keeper)
{
	keeper->spec.argv = keeper->options.program;
	keeper->spec.network = -1;
	if (keeper->options.interface_count > 0)
		keeper->child.pid = init_start(&keeper->options,
					       &keeper->spec,
					       keeper->directory,
					       &keeper->report);
	else
		keeper->child.pid = process_start(&keeper->spec,
						  &keeper->report);
	if (keeper->child.pid < 0)
		return -1;
	if (close(keeper->spec.report_fd))
		return report_error(&keeper->report, "close");
	return process_close_inherited(&keeper->report);
}

/* Reads the pending signals; whether one of them is to end us. */
static bool ending_signal(int signal_fd)
{
	struct signalfd_siginfo info;
	bool ending = false;

	while (read(signal_fd, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			ending = true;
	return ending;
}

/*
 * Returns false at end of file.  With a network our child is the init, which
 * passes SIGTERM on to the program.
 */
static bool obey_lifeline(const struct keeper *keeper)
{
	enum lifeline_request request = lifeline_read();

	if (request == LIFELINE_STOP && !keeper->child.ended &&
	    kill(keeper->child.pid, SIGTERM))
		perror("keeper: cannot send SIGTERM to the program");
	return request != LIFELINE_GONE;
}

/* Returns when the program has ended, or when we are to end it. */
static void watch(struct keeper *keeper)
{
	struct pollfd fds[] = {
		{ .fd = LIFELINE_FD, .events = POLLIN },
		{ .fd = keeper->signal_fd, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return;
		if (fds[0].revents && !obey_lifeline(keeper))
			return;
		if (ending_signal(keeper->signal_fd))
			return;
		children_reap(&keeper->child);
		if (keeper->child.ended)
			return;
	}
}

/* Reports the program's end, or why it did not start; returns our exit code. */
static int conclude(struct keeper *keeper)
{
	struct report *report = &keeper->report;
	int wait_status = keeper->child.wait_status;

	if (report->kind == REPORT_NONE)
		report_receive(keeper->spec.report_reader_fd, report);
	if (report->kind == REPORT_ERROR) {
		lifeline_send_error(report);
		return EXIT_NOT_STARTED;
	}
	/* With a network the program is not our child: the init reports. */
	if (report->kind == REPORT_ENDED)
		wait_status = report->value;
	lifeline_send_exit(wait_status);
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
					: WEXITSTATUS(wait_status);
}

int main(int argc, char **argv)
{
	static struct keeper keeper = { .spec.report_reader_fd = -1 };

	if (lifeline_check(&keeper.report)) {
		fprintf(stderr, "keeper: %s: %m\n", keeper.report.what);
		return EXIT_NOT_STARTED;
	}
	if (options_parse(argc, argv, &keeper.options, &keeper.report) ||
	    check_injector_socket(&keeper) || set_up_process(&keeper) ||
	    set_up_directory(&keeper) || launch(&keeper))
		goto out;
	watch(&keeper);
out:
	children_kill_all(&keeper.child);
	if (keeper.directory[0])
		directory_remove(keeper.directory);
	return conclude(&keeper);
}
