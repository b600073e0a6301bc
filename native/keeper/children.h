/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_CHILDREN_H
#define PEERUP_KEEPER_CHILDREN_H

#include <stdbool.h>
#include <sys/types.h>

/* The program's process.  All other children are orphans that we adopted. */
struct child {
	pid_t pid;
	bool ended;
	int wait_status;
};

/* Reaps the children that have ended; never blocks.  -1: no child is left. */
int children_reap(struct child *child);

/* Kills and reaps all descendants; returns when none is left. */
void children_kill_all(struct child *child);

#endif
