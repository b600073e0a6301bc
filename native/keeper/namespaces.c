// SPDX-License-Identifier: MIT
#include "namespaces.h"

#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static int map_id(const char *path, unsigned int outside)
{
	char line[64];
	int fd, n, result;

	n = snprintf(line, sizeof(line), "0 %u 1", outside);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	result = write(fd, line, n) == n ? 0 : -1;
	return close(fd) ? -1 : result;
}

/* Maps root in the user namespace to us; no other user is mapped. */
static int map_root(uid_t uid, gid_t gid)
{
	int fd = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return -1;
	/* The kernel requires it before an unprivileged gid_map. */
	result = write(fd, "deny", 4) == 4 ? 0 : -1;
	if (close(fd) || result)
		return -1;
	if (map_id("/proc/self/uid_map", uid))
		return -1;
	return map_id("/proc/self/gid_map", gid);
}

int namespaces_unshare_pids(struct report *report)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (!unshare(CLONE_NEWPID))
		return 0;
	if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWPID))
		return report_error(report, "unshare");
	if (map_root(uid, gid))
		return report_error(report, "user namespace");
	return 0;
}

int namespaces_mount_proc(struct report *report)
{
	if (unshare(CLONE_NEWNS))
		return report_error(report, "unshare");
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return report_error(report, "mount");
	/* Some containers forbid it; there the outer /proc must do. */
	if (mount("proc", "/proc", "proc",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) && errno != EPERM)
		return report_error(report, "/proc");
	return 0;
}
