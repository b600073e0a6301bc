/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_INIT_H
#define PEERUP_KEEPER_INIT_H

#include <sys/types.h>

struct options;
struct report;
struct start;

/*
 * With a network, the injector's commands come here.  Its one argument is the
 * number of another descriptor: for requests about the engine's links.
 */
#define INJECTOR_FD 4

/*
 * Starts the first process of a PID namespace.  It makes the network, starts
 * the injector and the program, and ends with the keeper: the kernel then
 * ends all others in there, whoever killed us and however.
 */
pid_t init_start(const struct options *options, const struct start *start,
		 const char *directory, struct report *report);

#endif
