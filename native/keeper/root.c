// SPDX-License-Identifier: MIT
#include "root.h"

#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>

static int show(const char *root, const char *what, const char *at,
		struct report *report)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s", root, at) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "--root");
	}
	if (mount(what, path, NULL, MS_BIND | MS_REC, NULL))
		return report_error(report, "%s", path);
	return 0;
}

/* /proc is the program's PID namespace's own, mounted before. */
int root_prepare(const char *root, const char *directory, const char *programs,
		 struct report *report)
{
	if (show(root, directory, ROOT_DIRECTORY, report) ||
	    show(root, programs, ROOT_PROGRAMS, report))
		return -1;
	return show(root, "/proc", "/proc", report);
}
