/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_RUN_DIRECTORY_H
#define PEERUP_KEEPER_RUN_DIRECTORY_H

struct report;

/* Paths that a new /run must not hide. */
struct run_directory_needed {
	const char *directory;	/* the program's temporary directory */
	const char *programs;	/* the folder of the native programs */
	const char *program;	/* the program, a path or a name in PATH */
};

/*
 * Mounts an empty /run (with a root: root/run) in a mount namespace of our
 * own.  Engines put pid files and control sockets there; side by side they
 * would use the same ones.  It vanishes with the namespace.  0 or -1.
 */
int run_directory_mount(const char *root,
			const struct run_directory_needed *needed,
			struct report *report);

#endif
