/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_START_H
#define PEERUP_FORWARDER_START_H

struct engine;

/* Makes all threads and their entries, in turn order; 0, or -1 with errno. */
int start_init(struct engine *engine);

/* Starts the threads; 0 or an error number. */
int start_threads(struct engine *engine);

/* Joins the threads and logs each interface's counters. */
int start_join(struct engine *engine);

#endif
