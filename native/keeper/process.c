// SPDX-License-Identifier: MIT
#include "process.h"

#include "lifeline.h"
#include "program.h"
#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int process_die_with_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -1;
	/* If it ended before prctl(), the kernel sends no signal. */
	if (getppid() != parent) {
		errno = ESRCH;
		return -1;
	}
	return 0;
}

static int null_stdin(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	/* dup2() clears FD_CLOEXEC, but does nothing if both are equal. */
	if (fd == 0)
		return fcntl(fd, F_SETFD, 0);
	return dup2(fd, 0) < 0 ? -1 : close(fd);
}

static _Noreturn void exec_program(const struct process_spec *spec,
				   pid_t parent)
{
	struct report report;
	const char *what = "prctl";

	if (process_die_with_parent(parent))
		goto fail;
	what = "/dev/null";
	if (null_stdin())
		goto fail;
	what = "setns";
	if (spec->network >= 0 && setns(spec->network, CLONE_NEWNET))
		goto fail;
	what = "close_range";
	if (spec->last_fd && close_range(spec->last_fd + 1, ~0U,
					  CLOSE_RANGE_CLOEXEC))
		goto fail;
	what = "fcntl";
	if (spec->passed_fd && fcntl(spec->passed_fd, F_SETFD, 0))
		goto fail;
	what = spec->root;
	if (spec->root && (chroot(spec->root) || chdir("/")))
		goto fail;
	what = "sigprocmask";
	if (sigprocmask(SIG_SETMASK, &spec->mask, NULL))
		goto fail;
	what = spec->argv[0];
	program_exec(spec->argv);
fail:
	report_error(&report, "%s", what);
	/* If the keeper has gone, no process needs the report. */
	(void)report_send(spec->report_fd, &report);
	_exit(125);
}

pid_t process_start(const struct process_spec *spec, struct report *report)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		exec_program(spec, parent);
	if (pid < 0)
		return report_error(report, "fork");
	return pid;
}

/* All of ours are close-on-exec; the others came from our starter. */
static int close_if_inherited(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags < 0)
		return -1;
	return flags & FD_CLOEXEC ? 0 : close(fd);
}

int process_close_inherited(struct report *report)
{
	DIR *descriptors = opendir("/proc/self/fd");
	struct dirent *entry;
	int failed = 0;

	if (!descriptors)
		return report_error(report, "/proc/self/fd");
	while ((entry = readdir(descriptors))) {
		int fd = atoi(entry->d_name);

		if (fd > LIFELINE_FD && close_if_inherited(fd))
			failed = report_error(report, "close");
	}
	closedir(descriptors);
	return failed;
}
