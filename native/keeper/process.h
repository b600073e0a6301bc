/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_PROCESS_H
#define PEERUP_KEEPER_PROCESS_H

#include <signal.h>
#include <sys/types.h>

struct report;

/* What a new process of ours needs before it becomes the program. */
struct start {
	char **argv;
	sigset_t mask;		/* as our starter gave it to us */
	int report_fd;		/* where a failing exec is told */
	int network;		/* namespace to enter, or -1 */
	int last_fd;		/* it inherits none above, 0: all */
	int passed_fd;		/* but this one, 0: none */
	const char *root;	/* what it takes for /, or NULL */
};

/*
 * Ends with its parent; standard input is /dev/null: Node's pipes are
 * sockets, and a send on descriptor 0 must find none.
 */
pid_t process_start(const struct start *start, struct report *report);

/* In a new child: ends with its parent, or at once if that has gone. */
int process_end_with(pid_t parent);

/* Closes what we inherited for the program: our copy hides an end of file. */
int process_close_inherited(struct report *report);

#endif
