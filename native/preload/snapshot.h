/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_SNAPSHOT_H
#define PEERUP_PRELOAD_SNAPSHOT_H

#include "gate.h"

struct capture;

/*
 * Writes the model's variables, as far as they are visible from outside, in
 * ITF notation; "extra" holds what else a driver needs.  The context is NULL,
 * because a snapshot shows all capture threads.
 */
gate_snapshot_fn snapshot_write;

/* Writes the members of a snapshot that the kernel knows. */
void snapshot_write_kernel(struct gate_text *text);

/* A variable with a value for each capture thread. */
struct snapshot_variable {
	const char *name;
	void (*write_value)(struct gate_text *text,
			    const struct capture *capture);
};

/* Writes "name":{"W#01-tx0":value,...}, for each variable, with a comma. */
void snapshot_write_each(struct gate_text *text,
			 const struct snapshot_variable *variables, int count);

#endif
