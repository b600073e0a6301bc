/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_INJECT_H
#define PEERUP_INJECTOR_INJECT_H

#include <stdint.h>

struct frame;
struct port;

/* Every frame of this process has a sequence number of its own. */
uint32_t inject_next_sequence(void);

void inject_fill(struct frame *frame, int target);
uint32_t inject_sequence_of(const struct frame *frame);

/* Sends one frame; 0 or -1. */
int inject(const struct port *port, int target);

#endif
