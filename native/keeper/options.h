/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_OPTIONS_H
#define PEERUP_KEEPER_OPTIONS_H

#include <net/if.h>
#include <stdbool.h>

#define MAX_INTERFACES 128

/* Interfaces in the order given: tx0, rx0, tx1, rx1, ... */
struct options {
	char interfaces[MAX_INTERFACES][IFNAMSIZ];
	bool down[MAX_INTERFACES];	/* before the program starts */
	int interface_count;	/* 0: no network of its own */
	const char *root;	/* what the program takes for /, or NULL */
	char **program;		/* its argv, NULL at the end */
};

struct report;

int options_parse(int argc, char **argv, struct options *options,
		  struct report *report);

/* Replaces {dir} in every argument; what it allocates lives until exec. */
int options_fill_in(char **argv, const char *directory, struct report *report);

#endif
