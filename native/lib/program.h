/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PROGRAM_H
#define PEERUP_PROGRAM_H

#include <string.h>
#include <unistd.h>

/*
 * Becomes a program; returns if that fails, with errno.  Not by execvp() where
 * it has a path: that would have a shell run whatever the kernel cannot, a
 * damaged binary too, line by line.
 */
static inline void program_become(char *const argv[])
{
	if (strchr(argv[0], '/'))
		execv(argv[0], argv);
	else
		execvp(argv[0], argv);
}

#endif
