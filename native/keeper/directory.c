// SPDX-License-Identifier: MIT
#include "directory.h"

#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int directory_create(char path[PATH_MAX], struct report *report)
{
	const char *parent = getenv("TMPDIR");

	if (!parent || !*parent)
		parent = "/tmp";
	if (snprintf(path, PATH_MAX, "%s/peerup-XXXXXX", parent) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return report_error(report, "TMPDIR");
	}
	if (!mkdtemp(path))
		return report_error(report, "%s", path);
	return 0;
}

static int remove_entry(int parent, const char *name);

static int remove_entries(DIR *directory)
{
	struct dirent *entry;
	int failed = 0;

	for (errno = 0; (entry = readdir(directory)); errno = 0) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (remove_entry(dirfd(directory), entry->d_name))
			failed = -1;
	}
	return errno ? -1 : failed;
}

/*
 * Empties a directory.  O_NOFOLLOW: a link that replaced it meanwhile must not
 * lead to a directory elsewhere.
 */
static int empty(int parent, const char *name)
{
	DIR *directory;
	int fd, result;

	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	/* Without write and search permission its entries cannot be removed. */
	if (fchmod(fd, 0700))
		fprintf(stderr, "keeper: cannot chmod %s: %m\n", name);
	directory = fdopendir(fd);
	if (!directory) {
		close(fd);
		return -1;
	}
	result = remove_entries(directory);
	closedir(directory);
	return result;
}

static int remove_entry(int parent, const char *name)
{
	struct stat status;

	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (!S_ISDIR(status.st_mode))
		return unlinkat(parent, name, 0);
	/* empty() must be able to open it. */
	if ((status.st_mode & 0700) != 0700 &&
	    fchmodat(parent, name, 0700, 0))
		return -1;
	if (empty(parent, name))
		return -1;
	return unlinkat(parent, name, AT_REMOVEDIR);
}

/* Each level of nesting holds a descriptor open. */
static void allow_deep_nesting(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		perror("keeper: cannot raise RLIMIT_NOFILE");
}

void directory_remove(const char *path)
{
	allow_deep_nesting();
	if (remove_entry(AT_FDCWD, path))
		fprintf(stderr, "keeper: cannot remove %s: %m\n", path);
}
