/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_INIT_H
#define PEERUP_KEEPER_INIT_H

#include <sys/types.h>

struct options;
struct process_spec;
struct report;

/*
 * The injector's socket for commands, inherited from our starter.  The
 * injector's only argument is the number of another inherited descriptor, the
 * netlink socket of the engine's namespace.
 */
#define INJECTOR_FD 4

/*
 * Starts the first process ("init") of a new PID namespace.  It creates the
 * network, starts the injector and the program, and ends when the keeper ends.
 * The kernel then kills every process in the namespace, even if the keeper
 * got SIGKILL.  Returns the init's pid, or -1.
 */
pid_t init_start(const struct options *options,
		 const struct process_spec *spec, const char *directory,
		 struct report *report);

#endif
