/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PROGRAM_H
#define PEERUP_PROGRAM_H

#include <string.h>
#include <unistd.h>

/*
 * Replaces this process by a program; returns only if that fails, with errno.
 * A path does not go to execvp(), which has a shell interpret, line by line,
 * a file that the kernel cannot execute, for example a damaged binary.
 */
static inline void program_exec(char *const argv[])
{
	if (strchr(argv[0], '/'))
		execv(argv[0], argv);
	else
		execvp(argv[0], argv);
}

#endif
