/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_KERNEL_H
#define PEERUP_PRELOAD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the kernel says of a descriptor's number.  Nothing here takes away what
 * it looks at, opens a descriptor that stays low, or changes errno.
 */

/* SO_COOKIE; 0 if it is no packet socket. */
uint64_t kernel_packet_cookie(int fd);

/* What poll() would show, of these events. */
int kernel_poll(int fd, short events);

/* Bound to an interface. */
bool kernel_is_bound(int fd);

/* In a fanout group. */
bool kernel_is_in_group(int fd);

/* "up", "down" (administratively) or "gone". */
const char *kernel_link(const char *iface);

/*
 * Where the word is that a thread of ours waits for inside futex(), or 0.  It
 * need not be a lock's, or anything that we know: a condition is one, too.
 */
uintptr_t kernel_futex_address(int tid);

#endif
