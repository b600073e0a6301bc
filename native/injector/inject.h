/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_INJECT_H
#define PEERUP_INJECTOR_INJECT_H

#include <stdint.h>

struct frame;
struct port;

/* The sequence number that the next test frame of this process gets. */
uint32_t inject_next_sequence(void);

void inject_fill_frame(struct frame *frame, int target);
uint32_t inject_sequence(const struct frame *frame);

/* Sends one test frame for a target into a port; 0 or -1. */
int inject_send(const struct port *port, int target);

#endif
