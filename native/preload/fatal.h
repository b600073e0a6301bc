/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_FATAL_H
#define PEERUP_PRELOAD_FATAL_H

#define FATAL_EXIT 70

/* One line on stderr, and the engine ends: nothing it showed would count. */
_Noreturn void fatal(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
