/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_SENT_H
#define PEERUP_SENT_H

#include "gate.h"

#include <stdbool.h>

/* What came of a send: an errno, or one of these. */
#define SENT_NONE 0
#define SENT_OK -1

/* A send as every snapshot tells it: mapping.json reads these words. */
struct sent_told {
	int result;
	int socket;
	int if_idx;
	unsigned long long used;	/* the socket behind that number, 0: none */
	unsigned long long held;	/* the peer's own socket */
	bool up;			/* the peer, as published */
	bool afp_up;			/* the peer in its own view */
};

/* Whether a peer is up, in the word that snapshots have for it. */
const char *sent_state_name(bool up);

void sent_write(struct gate_text *text, const struct sent_told *sent);

#endif
