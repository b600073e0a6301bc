/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_STEERING_H
#define PEERUP_FORWARDER_STEERING_H

struct thread;

/*
 * Which thread of an interface gets a frame.  Without a driver the flow's hash
 * decides, as upstream's cluster_flow.  With one the frame names its thread
 * (frame.h), and a thread receives no other frames, because a driver must know
 * which thread it wakes.  It sends a copy for each member of the group, and
 * the members take turns.  With --fanout cpu the processor decides, as
 * upstream's cluster_cpu: frames then show each thread's place in the group.
 * 0, or -1 with errno, and `what` failed.
 */
int steering_filter(const struct thread *t, int fd, const char **what);
int steering_join(const struct thread *t, int fd, const char **what);

#endif
