/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_PROCESS_H
#define PEERUP_KEEPER_PROCESS_H

#include <signal.h>
#include <sys/types.h>

struct report;

/* How to start a program in a new process. */
struct process_spec {
	char **argv;
	sigset_t mask;		/* the signal mask that we inherited */
	int report_fd;		/* for the report of a failure to start */
	int report_reader_fd;	/* its other end, the keeper's alone */
	int network;		/* namespace to enter, or -1 */
	int last_fd;		/* close those above it, 0: close none */
	int passed_fd;		/* except this one, 0: no exception */
	const char *root;	/* chroot to it, or NULL */
};

/*
 * Starts a program that the kernel kills when its parent ends.  Its standard
 * input is /dev/null: a pipe of Node is a socket, and an engine that sends on
 * descriptor 0 must get ENOTSOCK.  Returns its pid, or -1.
 */
pid_t process_start(const struct process_spec *spec, struct report *report);

/*
 * In a new child: has the kernel kill it when its parent ends.  Fails with
 * ESRCH if the parent has ended already.
 */
int process_die_with_parent(pid_t parent);

/*
 * Closes the descriptors that we inherited for the program.  The other end
 * gets end of file only when every copy is closed.
 */
int process_close_inherited(struct report *report);

#endif
