/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_RUN_H
#define PEERUP_KEEPER_RUN_H

struct report;

/* Paths that must stay where they are. */
struct run_keeps {
	const char *directory;	/* the keeper's */
	const char *programs;	/* the folder that the keeper lies in */
	const char *program;	/* what is to be run */
};

/*
 * In a mount namespace of our own: a /run for this run alone, or with a root
 * root/run, for pid files and control sockets that a program's configuration
 * wants there.  Two runs do not meet in it, and it vanishes with the
 * namespace.
 */
int run_prepare(const char *root, const struct run_keeps *keeps,
		struct report *report);

#endif
