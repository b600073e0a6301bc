/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_LINK_H
#define PEERUP_INJECTOR_LINK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Sets the netlink socket of the engine's namespace.  Without it link_set()
 * fails.
 */
void link_use_engine_socket(int requests);

/*
 * Sets the engine's end of a link up or down.  Returns when the clients' end
 * has got or lost its carrier, so that a frame sent afterwards arrives (or
 * does not).  0, or -1 with the reason in why.
 */
int link_set(const char *name, bool up, char *why, size_t size);

#endif
