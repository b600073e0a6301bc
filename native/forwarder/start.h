/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_START_H
#define PEERUP_FORWARDER_START_H

struct engine;

/* Makes every thread's entry, in turn order; 0, or -1 with errno. */
int start_init(struct engine *engine);

/* Starts them; 0 or an error number. */
int start_threads(struct engine *engine);

/* Joins them and logs what each interface counted. */
int start_join(struct engine *engine);

#endif
