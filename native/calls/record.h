/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_CALLS_RECORD_H
#define PEERUP_CALLS_RECORD_H

#include <stdbool.h>

/*
 * The record: rows of a call, the flags that distinguish it, and the phase of
 * the calling thread, each with its count over all threads.  A new row is
 * written at once, as a JSON line on the descriptor that PEERUP_CALLS names:
 *
 *	{"call":"bind","flags":"","phase":"opening","count":1}
 *
 * At the end of the program all rows are written once more, with their counts.
 */

/* Whether a driver asks for the record. */
bool record_is_asked(void);

/* Counts a call of the calling thread, if that is recorded.  Keeps errno. */
void record_call(const char *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
