/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_LIFELINE_H
#define PEERUP_KEEPER_LIFELINE_H

/*
 * The lifeline: a socket whose other end our starter holds.  The keeper ends
 * at its end of file, so a killed starter leaves nothing.
 */
#define LIFELINE_FD 3

struct report;

/* Checks that it is a socket, and makes it close-on-exec; 0 or -1. */
int lifeline_check(struct report *report);

enum lifeline_request {
	LIFELINE_QUIET,	/* no line has arrived */
	LIFELINE_STOP,	/* the line "stop": send SIGTERM to the program */
	LIFELINE_GONE,	/* end of file */
};

/* Reads the starter's requests without blocking; the last one counts. */
enum lifeline_request lifeline_read(void);

/* Each sends one JSON line.  A starter that has gone is no error. */
void lifeline_send_error(const struct report *report);
void lifeline_send_exit(int wait_status);

#endif
