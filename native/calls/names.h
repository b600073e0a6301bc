/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_CALLS_NAMES_H
#define PEERUP_CALLS_NAMES_H

#include <stddef.h>

/*
 * Names of constants, for the rows of the record.  A value without a name is
 * written as a number, so that no new one goes unnoticed.  Each function
 * writes into the buffer that it is given and returns it.
 */

#define NAME_SIZE 96

const char *name_domain(char *text, int domain);
const char *name_type(char *text, int type);
const char *name_protocol(char *text, int protocol);
const char *name_request(char *text, unsigned long request);
const char *name_option(char *text, int level, int name);

/* Bits joined by "|": of poll() events, and of the flags of recv() or send(). */
const char *name_events(char *text, short events);
const char *name_flags(char *text, int flags);
const char *name_protection(char *text, int protection);
const char *name_mapping(char *text, int flags);

#endif
