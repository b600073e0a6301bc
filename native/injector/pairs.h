/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PAIRS_H
#define PEERUP_INJECTOR_PAIRS_H

#define PAIRS_MAX 64

struct port;

struct pairs {
	struct port *tx[PAIRS_MAX];
	struct port *rx[PAIRS_MAX];
	int count;
};

/* Parses tx0:rx0,tx1:rx1 and overwrites the text; 0, or -1 with errno. */
int pairs_parse(char *text, struct pairs *pairs);

#endif
