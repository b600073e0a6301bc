/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_LIFELINE_H
#define PEERUP_KEEPER_LIFELINE_H

/* The socket whose other end our starter holds: its end of file is our end. */
#define LIFELINE_FD 3

struct report;

/* Checks that it is a socket and keeps it from the program. */
int lifeline_open(struct report *report);

/* What the other end wants. */
enum lifeline {
	LIFELINE_QUIET,
	LIFELINE_STOP,	/* the line "stop": SIGTERM for the program */
	LIFELINE_GONE,
};

enum lifeline lifeline_read(void);

/* One JSON line each.  That nobody may be left to read it is no error. */
void lifeline_say_error(const struct report *report);
void lifeline_say_exit(int wait_status);

#endif
