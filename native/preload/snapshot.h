/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_SNAPSHOT_H
#define PEERUP_PRELOAD_SNAPSHOT_H

#include "gate.h"

struct capture;

/*
 * The model's variables as far as they can be seen from outside, in ITF's
 * notation; under "extra" what a driver needs besides.  The context is NULL:
 * it is about all capture threads.
 */
gate_snapshot_fn snapshot_write;

/* The part of it that the kernel knows. */
void snapshot_write_kernel(struct gate_text *text);

typedef void snapshot_value_fn(struct gate_text *text,
			      const struct capture *capture);

/* "variable":{"name":value,...}, a value for each thread. */
void snapshot_write_each(struct gate_text *text, const char *variable,
			 snapshot_value_fn *write_value);

#endif
