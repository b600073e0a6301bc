/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_SNAPSHOT_H
#define PEERUP_FORWARDER_SNAPSHOT_H

#include "../gate.h"

/*
 * The model's variables (all but pc, which the gates tell) as they are here,
 * in ITF's notation, and under "extra" what a driver needs besides.
 */
gate_snapshot_fn snapshot_write;	/* context: the engine */

#endif
