/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_KERNEL_H
#define PEERUP_PRELOAD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Queries to the kernel that leave the engine undisturbed: none of them
 * consumes an error or a frame, changes errno, or keeps a low descriptor
 * number, which the engine's next socket would otherwise get.
 */

/* The socket's SO_COOKIE; 0 if fd is no packet socket. */
uint64_t kernel_packet_cookie(int fd);

/* The revents of a poll() that does not wait. */
int kernel_poll(int fd, short events);

/* Whether the packet socket is bound to an interface. */
bool kernel_is_bound(int fd);

/* Whether the packet socket is in a fanout group. */
bool kernel_is_in_group(int fd);

/* "up" or "down" (administratively), or "gone": no such interface. */
const char *kernel_link(const char *iface);

/*
 * The address that a thread of this process waits at inside futex(), or 0.
 * It may belong to a mutex, to a condition variable or to something else.
 */
uintptr_t kernel_futex_address(int tid);

/* Whether a thread of this process sleeps in recv() on this descriptor. */
bool kernel_sleeps_in_recv(int tid, int fd);

#endif
