/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_ROOT_H
#define PEERUP_KEEPER_ROOT_H

struct report;

/* Where a program with a root of its own finds the keeper's directory. */
#define ROOT_DIRECTORY "/tmp"

/* And where the folder that the keeper lies in. */
#define ROOT_PROGRAMS "/mnt"

/*
 * In a mount namespace of our own: shows the keeper's directory and programs
 * inside root, for as long as the namespace lives.
 */
int root_prepare(const char *root, const char *directory, const char *programs,
		 struct report *report);

#endif
