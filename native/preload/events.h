/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_EVENTS_H
#define PEERUP_PRELOAD_EVENTS_H

struct capture;

enum event { EVENT_BOUND, EVENT_RING, EVENT_PUBLISHED, EVENT_STARTED,
	     EVENT_FIRST_SEND };

/* Told once a thread, in a JSON line on PEERUP_EVENTS. */
void events_send_once(struct capture *capture, enum event event);

/* Every one, up to a thousand in all. */
void events_send_error(const struct capture *capture, int error, int socket);

#endif
