/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_EVENTS_H
#define PEERUP_PRELOAD_EVENTS_H

struct capture;

/*
 * Events of a capture thread's start, each a JSON line on the descriptor that
 * PEERUP_EVENTS names.  Without the variable nothing is written.
 */
enum event { EVENT_BOUND, EVENT_RING, EVENT_PUBLISHED, EVENT_STARTED,
	     EVENT_FIRST_SEND };

/* Writes the event, unless the thread has written it before. */
void events_send_once(struct capture *capture, enum event event);

/* Writes a failed send with its errno and descriptor; a thousand in all. */
void events_send_error(const struct capture *capture, int error, int socket);

#endif
