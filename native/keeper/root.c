// SPDX-License-Identifier: MIT
#include "root.h"

#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>

static int bind_inside(const char *root, const char *source,
		       const char *target, struct report *report)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s", root, target) >=
	    PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "--root");
	}
	if (mount(source, path, NULL, MS_BIND | MS_REC, NULL))
		return report_error(report, "%s", path);
	return 0;
}

/* namespaces_mount_proc() has already mounted /proc. */
int root_mount(const char *root, const char *directory, const char *programs,
	       struct report *report)
{
	if (bind_inside(root, directory, ROOT_DIRECTORY, report) ||
	    bind_inside(root, programs, ROOT_PROGRAMS, report))
		return -1;
	return bind_inside(root, "/proc", "/proc", report);
}
