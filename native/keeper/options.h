/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_OPTIONS_H
#define PEERUP_KEEPER_OPTIONS_H

#include <net/if.h>
#include <stdbool.h>

#define OPTIONS_MAX_INTERFACES 128

struct options {
	/* Of the engine, in the given order: tx0, rx0, tx1, rx1, ... */
	char interfaces[OPTIONS_MAX_INTERFACES][IFNAMSIZ];
	bool down[OPTIONS_MAX_INTERFACES];	/* when the program starts */
	int interface_count;	/* 0: the program gets no network */
	const char *root;	/* the program's root directory, or NULL */
	char **program;		/* its argv, with NULL at the end */
};

struct report;

/* 0, or -1 with a report that names the wrong option. */
int options_parse(int argc, char **argv, struct options *options,
		  struct report *report);

/* Replaces {dir} in every argument.  Its allocations live until exec. */
int options_expand_directory(char **argv, const char *directory,
			     struct report *report);

#endif
