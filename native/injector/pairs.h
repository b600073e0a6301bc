/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_PAIRS_H
#define PEERUP_INJECTOR_PAIRS_H

#define MAX_PAIRS 64

struct port;

struct pairs {
	struct port *tx[MAX_PAIRS];
	struct port *rx[MAX_PAIRS];
	int count;
};

/* Reads tx0:rx0,tx1:rx1 and takes it to pieces; 0, or -1 and errno. */
int pairs_parse(char *text, struct pairs *pairs);

#endif
