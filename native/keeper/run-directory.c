// SPDX-License-Identifier: MIT
#include "run-directory.h"

#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#define RUN "/run"

/* Room for pid files and sockets. */
#define RUN_OPTIONS "mode=755,size=16m"

/* False for a name that realpath() does not find, for example one in PATH. */
static bool is_in_run(const char *name)
{
	char path[PATH_MAX];

	return realpath(name, path) &&
	       !strncmp(path, RUN "/", sizeof(RUN "/") - 1);
}

/* True, for example, if TMPDIR is below /run. */
static bool would_hide(const struct run_directory_needed *needed)
{
	return is_in_run(needed->directory) || is_in_run(needed->programs) ||
	       is_in_run(needed->program);
}

int run_directory_mount(const char *root,
			const struct run_directory_needed *needed,
			struct report *report)
{
	char path[PATH_MAX];

	if (!root && would_hide(needed))
		return 0;
	if (snprintf(path, sizeof(path), "%s" RUN, root ? root : "") >=
	    PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "--root");
	}
	/*
	 * EPERM: some containers forbid it; there the outer /run must do.
	 * ENOENT: this root has no /run, so there is none to share.
	 */
	if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  RUN_OPTIONS) && errno != EPERM && errno != ENOENT)
		return report_error(report, "%s", path);
	return 0;
}
