// SPDX-License-Identifier: MIT
/*
 * The shapes, one function for each thread and memory order, so that each has
 * its name in the assembly output (build/litmus-shapes.s).  The actions are
 * those of spec/memory/Publication.tla.
 */
#include "shapes.h"

#include <string.h>

#define PART(name) \
	__attribute__((noinline)) static int name(struct cell *cell)

/* A negative control: with the flag stored first, message passing fails. */
#ifdef MUTANT_FLAG_FIRST
#define FIRST y
#define SECOND x
#else
#define FIRST x
#define SECOND y
#endif

/* MP: one thread stores data and flag, the other loads flag and data. */
#define MESSAGE_PASSING(order, store, load)				\
	PART(mp_##order##_writer)					\
	{								\
		atomic_store_explicit(&cell->FIRST, 1, store);		\
		atomic_store_explicit(&cell->SECOND, 1, store);		\
		return 0;						\
	}								\
	PART(mp_##order##_reader)					\
	{								\
		int flag = atomic_load_explicit(&cell->y, load);	\
		int data = atomic_load_explicit(&cell->x, load);	\
									\
		return flag << 1 | data;				\
	}

/* SB: each thread stores to its own location and loads the other one. */
#define STORE_BUFFERING(order, store, load)				\
	PART(sb_##order##_first)					\
	{								\
		atomic_store_explicit(&cell->x, 1, store);		\
		return atomic_load_explicit(&cell->y, load);		\
	}								\
	PART(sb_##order##_second)					\
	{								\
		atomic_store_explicit(&cell->y, 1, store);		\
		return atomic_load_explicit(&cell->x, load);		\
	}

#define SHAPES(order, store, load)		\
	MESSAGE_PASSING(order, store, load)	\
	STORE_BUFFERING(order, store, load)

SHAPES(relaxed, memory_order_relaxed, memory_order_relaxed)
SHAPES(release_acquire, memory_order_release, memory_order_acquire)
SHAPES(seq_cst, memory_order_seq_cst, memory_order_seq_cst)

static int of_second(int first, int second)
{
	(void)first;
	return second;
}

static int of_both(int first, int second)
{
	return first << 1 | second;
}

#define ROWS(order, text)						\
	{ "MP", text, { mp_##order##_writer, mp_##order##_reader },	\
	  of_second },							\
	{ "SB", text, { sb_##order##_first, sb_##order##_second },	\
	  of_both }

static const struct shape shapes[] = {
	ROWS(relaxed, "relaxed"),
	ROWS(release_acquire, "release-acquire"),
	ROWS(seq_cst, "seq_cst"),
};

const struct shape *shape_find(const char *name, const char *order)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (!strcmp(shapes[i].name, name) &&
		    !strcmp(shapes[i].order, order))
			return &shapes[i];
	return NULL;
}
