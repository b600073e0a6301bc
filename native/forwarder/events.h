/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_EVENTS_H
#define PEERUP_FORWARDER_EVENTS_H

struct thread;

/* From now on events are reported to fd.  0, or -1 with errno. */
int events_open(int fd);

/* Writes one JSON line: what, which thread, when; nothing without a reader. */
void events_report(const struct thread *t, const char *what);

/* The same of a failed send, with errno and the number that it used. */
void events_report_error(const struct thread *t, int error, int socket);

#endif
