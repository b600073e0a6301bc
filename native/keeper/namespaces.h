/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_NAMESPACES_H
#define PEERUP_KEEPER_NAMESPACES_H

struct report;

/*
 * A PID namespace for our children to come.  Who has no permission for one
 * has it as root of a user namespace of its own.
 */
int namespaces_unshare_pids(struct report *report);

/* In the new one: a /proc that shows it, for us and our children alone. */
int namespaces_mount_proc(struct report *report);

#endif
