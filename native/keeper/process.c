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

int process_end_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -1;
	/* It may have gone before the line above: then nobody signals. */
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
	/* dup2() gives a copy that survives exec, unless it is the same. */
	if (fd == 0)
		return fcntl(fd, F_SETFD, 0);
	return dup2(fd, 0) < 0 ? -1 : close(fd);
}

static _Noreturn void become(const struct start *start, pid_t parent)
{
	struct report report;
	const char *what = "prctl";

	if (process_end_with(parent))
		goto fail;
	what = "/dev/null";
	if (null_stdin())
		goto fail;
	what = "setns";
	if (start->network >= 0 && setns(start->network, CLONE_NEWNET))
		goto fail;
	what = "close_range";
	if (start->last_fd && close_range(start->last_fd + 1, ~0U,
					  CLOSE_RANGE_CLOEXEC))
		goto fail;
	what = "fcntl";
	if (start->passed_fd && fcntl(start->passed_fd, F_SETFD, 0))
		goto fail;
	what = start->root;
	if (start->root && (chroot(start->root) || chdir("/")))
		goto fail;
	what = "sigprocmask";
	if (sigprocmask(SIG_SETMASK, &start->mask, NULL))
		goto fail;
	what = start->argv[0];
	program_become(start->argv);
fail:
	report_error(&report, "%s", what);
	/* Nobody to tell: then nobody waits for us either. */
	(void)report_send(start->report_fd, &report);
	_exit(125);
}

pid_t process_start(const struct start *start, struct report *report)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		become(start, parent);
	if (pid < 0)
		return report_error(report, "fork");
	return pid;
}

/* Ours are all close-on-exec; what is not came from our starter. */
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
