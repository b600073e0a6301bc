/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_CHILDREN_H
#define PEERUP_KEEPER_CHILDREN_H

#include <stdbool.h>
#include <sys/types.h>

/* The one child whose end matters; all others are orphans that came to us. */
struct child {
	pid_t pid;
	bool ended;
	int wait_status;
};

/* Reaps what has ended, without blocking; -1 once no child is left. */
int children_reap(struct child *child);

/* Kills and reaps until no process is left below us. */
void children_end(struct child *child);

#endif
