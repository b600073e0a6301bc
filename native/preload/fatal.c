// SPDX-License-Identifier: MIT
#include "fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void fatal(const char *format, ...)
{
	va_list args;

	dprintf(STDERR_FILENO, "peerup-preload: ");
	va_start(args, format);
	vdprintf(STDERR_FILENO, format, args);
	va_end(args);
	dprintf(STDERR_FILENO, "\n");
	_exit(FATAL_EXIT);
}
