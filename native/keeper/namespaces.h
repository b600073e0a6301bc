/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NAMESPACES_H
#define PEERUP_KEEPER_NAMESPACES_H

struct report;

/*
 * Puts our future children into a new PID namespace.  An unprivileged user
 * first becomes root in a new user namespace.
 */
int namespaces_unshare_pids(struct report *report);

/*
 * In that PID namespace: mounts a /proc that shows it, in a mount namespace of
 * our own.
 */
int namespaces_mount_proc(struct report *report);

#endif
