// SPDX-License-Identifier: MIT
#include "run.h"

#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#define RUN "/run"

/* Files of a few bytes and sockets belong there, and no logs. */
#define RUN_OPTIONS "mode=755,size=16m"

/* What is not there, as a name that is looked for in PATH, lies nowhere. */
static bool lies_in_run(const char *name)
{
	char path[PATH_MAX];

	return realpath(name, path) &&
	       !strncmp(path, RUN "/", sizeof(RUN "/") - 1);
}

/* TMPDIR or a home may be there: what is needed must not be hidden. */
static bool would_hide(const struct run_keeps *keeps)
{
	return lies_in_run(keeps->directory) || lies_in_run(keeps->programs) ||
	       lies_in_run(keeps->program);
}

int run_prepare(const char *root, const struct run_keeps *keeps,
		struct report *report)
{
	char path[PATH_MAX];

	if (!root && would_hide(keeps))
		return 0;
	if (snprintf(path, sizeof(path), "%s" RUN, root ? root : "") >=
	    PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "--root");
	}
	/*
	 * Some containers forbid it; the outer one is good enough there, as
	 * with /proc.  And where there is none nobody finds anything in it.
	 */
	if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  RUN_OPTIONS) && errno != EPERM && errno != ENOENT)
		return report_error(report, "%s", path);
	return 0;
}
