/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_DIRECTORY_H
#define PEERUP_KEEPER_DIRECTORY_H

#include <limits.h>

struct report;

/* Makes ${TMPDIR:-/tmp}/peerup-XXXXXX, for us alone. */
int directory_make(char path[PATH_MAX], struct report *report);

/* Removes it with all that is in it; says on stderr what it could not. */
void directory_remove(const char *path);

#endif
