/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_LINK_H
#define PEERUP_INJECTOR_LINK_H

#include <stdbool.h>
#include <stddef.h>

/* Says which descriptor asks about the engine's links; none: they stay. */
void link_of_engine(int requests);

/*
 * Sets the engine's interface up or down, and comes back when it is so and
 * our own end of it has noticed: a frame that is sent then arrives.  0, or -1
 * and why not.
 */
int link_set(const char *name, bool up, char *why, size_t size);

#endif
