/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FATAL_H
#define PEERUP_PRELOAD_FATAL_H

#define FATAL_EXIT 70

/*
 * Prints one line on stderr and ends the engine, because a replay in it could
 * no longer be trusted.
 */
_Noreturn void fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
