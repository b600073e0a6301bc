/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_SNAPSHOT_H
#define PEERUP_FORWARDER_SNAPSHOT_H

#include "gate.h"

struct engine;
struct thread;

/*
 * Writes the model's variables in ITF's notation, but for pc, which the gates
 * report; "extra" has the other values that a driver needs.
 */
gate_snapshot_fn snapshot_write;	/* context: the engine */

/* Writes the part that only the kernel knows. */
void snapshot_write_kernel(struct gate_text *text, const struct engine *engine);

typedef void write_thread_fn(struct gate_text *text, const struct thread *t);

/* Writes "variable":{"name":value,...} with a value for each thread. */
void snapshot_write_each(struct gate_text *text, const struct engine *engine,
			 const char *variable, write_thread_fn *write_value);

#endif
