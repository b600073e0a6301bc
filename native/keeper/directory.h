/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_DIRECTORY_H
#define PEERUP_KEEPER_DIRECTORY_H

#include <limits.h>

struct report;

/*
 * Creates the program's temporary directory, ${TMPDIR:-/tmp}/peerup-XXXXXX,
 * with mode 700.
 */
int directory_create(char path[PATH_MAX], struct report *report);

/* Removes it with its contents; prints on stderr what it cannot remove. */
void directory_remove(const char *path);

#endif
