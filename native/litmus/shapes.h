/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_LITMUS_SHAPES_H
#define PEERUP_LITMUS_SHAPES_H

#include <stdatomic.h>

/* Two cache lines: x86 prefetches them in pairs. */
#define SHAPE_CACHE_LINES 128

/* The two locations of a shape, each on cache lines of its own. */
struct cell {
	_Alignas(SHAPE_CACHE_LINES) atomic_int x;
	_Alignas(SHAPE_CACHE_LINES) atomic_int y;
};

/*
 * One thread's part of a shape.  Returns the value that it loaded; the reader
 * of MP returns the flag in bit 1 and the data in bit 0.
 */
typedef int shape_part_fn(struct cell *cell);

struct shape {
	const char *name;
	const char *order;
	shape_part_fn *parts[2];
	/*
	 * The outcome, from what the two parts returned: its first digit in
	 * bit 1, the second one in bit 0.
	 */
	int (*outcome)(int first, int second);
};

/* NULL if there is no such shape or order. */
const struct shape *shape_find(const char *name, const char *order);

#endif
