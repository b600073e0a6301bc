/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_EVENTS_H
#define PEERUP_FORWARDER_EVENTS_H

struct thread;

/* From now on moments of the start are told there; 0, or -1. */
int events_open(int fd);

/* One JSON line: what, which thread, when.  Nothing if nobody asked. */
void event(const struct thread *t, const char *what);

/* A send that failed, with errno and the number that was used. */
void event_send_error(const struct thread *t, int error, int socket);

#endif
