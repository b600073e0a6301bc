/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ORDER_H
#define PEERUP_FORWARDER_ORDER_H

#include <stdatomic.h>

/*
 * How the publication is ordered: the stores to a peer's entry, and the loads
 * of the thread that forwards to it.  Upstream's are sequentially consistent.
 * The barrier's turn and reached are so under every order, to find out which
 * order the entry alone needs.
 */
enum order {
	ORDER_SEQ_CST,
	ORDER_ACQ_REL,	/* a release for each store, an acquire for each load */
	ORDER_RELAXED,
};

static inline void publish(enum order order, atomic_int *field, int value)
{
	switch (order) {
	case ORDER_SEQ_CST:
		atomic_store(field, value);
		break;
	case ORDER_ACQ_REL:
		atomic_store_explicit(field, value, memory_order_release);
		break;
	case ORDER_RELAXED:
		atomic_store_explicit(field, value, memory_order_relaxed);
		break;
	}
}

static inline int observe(enum order order, const atomic_int *field)
{
	switch (order) {
	case ORDER_RELAXED:
		return atomic_load_explicit(field, memory_order_relaxed);
	case ORDER_ACQ_REL:
		return atomic_load_explicit(field, memory_order_acquire);
	case ORDER_SEQ_CST:
		break;
	}
	return atomic_load(field);
}

#endif
