/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_SHAPES_H
#define PEERUP_LITMUS_SHAPES_H

#include <stdatomic.h>

#define SHAPE_CACHE_LINES 128	/* two cache lines: neighbours are fetched in pairs */

/* What the two threads meet on: each location on lines of its own. */
struct cell {
	_Alignas(SHAPE_CACHE_LINES) atomic_int x;
	_Alignas(SHAPE_CACHE_LINES) atomic_int y;
};

/* One thread's part of a shape; returns what its last load read.  MP's second
 * thread returns the flag in bit 1 and the data in bit 0. */
typedef int (*shape_part_fn)(struct cell *cell);

struct shape {
	const char *name;
	const char *order;
	shape_part_fn parts[2];
	/* The outcome from what the two parts returned: the first digit in
	 * bit 1, the second in bit 0. */
	int (*outcome)(int first, int second);
};

const struct shape *shape_find(const char *name, const char *order);

#endif
