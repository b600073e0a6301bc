/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_SHAPES_H
#define PEERUP_LITMUS_SHAPES_H

#include <stdatomic.h>

#define LINE 128	/* two cache lines: neighbours are fetched in pairs */

/* What the two threads meet on: each location on lines of its own. */
struct cell {
	_Alignas(LINE) atomic_int x;
	_Alignas(LINE) atomic_int y;
};

/* One thread's part of a shape; returns what its last load read.  MP's second
 * thread returns the flag in bit 1 and the data in bit 0. */
typedef int (*litmus_part)(struct cell *cell);

struct shape {
	const char *name;
	const char *order;
	litmus_part parts[2];
	/* The outcome from what the two parts returned: the first digit in
	 * bit 1, the second in bit 0. */
	int (*outcome)(int first, int second);
};

const struct shape *shape_find(const char *name, const char *order);

#endif
