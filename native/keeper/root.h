/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_ROOT_H
#define PEERUP_KEEPER_ROOT_H

struct report;

/* Inside a root: the program's temporary directory. */
#define ROOT_DIRECTORY "/tmp"

/* Inside a root: the folder of the keeper and the other native programs. */
#define ROOT_PROGRAMS "/mnt"

/*
 * Bind mounts both inside root, and /proc too, in a mount namespace of our
 * own.  The mounts end with the namespace.  0 or -1.
 */
int root_mount(const char *root, const char *directory, const char *programs,
	       struct report *report);

#endif
