// SPDX-License-Identifier: MIT
/*
 * The keeper is a subreaper: a descendant whose parent ends becomes our child,
 * whatever it forked and whatever session it started.  So killing our direct
 * children again and again reaches all descendants, level by level.
 */
#include "children.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int reap(struct child *child, int flags)
{
	int wait_status;
	pid_t pid;

	do {
		pid = waitpid(-1, &wait_status, flags);
	} while (pid < 0 && errno == EINTR);
	if (pid > 0 && pid == child->pid) {
		child->ended = true;
		child->wait_status = wait_status;
	}
	return pid;
}

int children_reap(struct child *child)
{
	int pid;

	do {
		pid = reap(child, WNOHANG);
	} while (pid > 0);
	return pid;
}

/* 0 if the process has ended meanwhile. */
static pid_t parent_of(const char *pid)
{
	char path[64], stat[512];
	int parent = 0;
	char *end;
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	n = fread(stat, 1, sizeof(stat) - 1, file);
	fclose(file);
	stat[n] = '\0';
	/* "PID (name) S PPID": the name may contain anything, even ")". */
	end = strrchr(stat, ')');
	if (!end || sscanf(end, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

/* Returns the number of direct children, or -1 if one cannot be killed. */
static int kill_children(void)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	if (!processes)
		return -1;
	while ((entry = readdir(processes))) {
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    parent_of(entry->d_name) != getpid())
			continue;
		found++;
		if (kill(atoi(entry->d_name), SIGKILL) && errno != ESRCH) {
			found = -1;
			break;
		}
	}
	closedir(processes);
	return found;
}

/*
 * The blocking reap() always returns: kill_children() found a child and killed
 * it, so it ends.  The loop ends only when no descendant is left, because each
 * one has an ancestor among our children, dead or alive.
 */
void children_kill_all(struct child *child)
{
	while (children_reap(child) == 0) {
		if (kill_children() <= 0) {
			fprintf(stderr,
				"keeper: cannot end all children: %m\n");
			return;
		}
		reap(child, 0);
	}
}
