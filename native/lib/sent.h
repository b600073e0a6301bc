/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_SENT_H
#define PEERUP_SENT_H

#include "gate.h"

#include <stdbool.h>

/* The result of a send: an errno, or one of these. */
#define SENT_NONE 0
#define SENT_OK -1

/* A thread's last send, as snapshots show it under "sent". */
struct sent_record {
	int result;
	int socket;
	int if_idx;
	unsigned long long used;	/* its cookie; 0: no packet socket */
	unsigned long long held;	/* cookie of the peer's own socket */
	bool up;			/* the peer's published state */
	bool afp_up;			/* the peer's own afp_state */
};

/* "UP" or "DOWN", as PeerUp.tla has it. */
const char *sent_state_name(bool up);

/* Writes the record as a JSON object, with the names of PeerUp.tla. */
void sent_write(struct gate_text *text, const struct sent_record *sent);

#endif
