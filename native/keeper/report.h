/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_REPORT_H
#define PEERUP_KEEPER_REPORT_H

/*
 * What a process below the keeper has to tell it: why the program could not
 * be started, or how it ended.  Small enough for one atomic write to a pipe.
 */
enum report_kind {
	REPORT_NONE,
	REPORT_ERROR,	/* value is an errno, what names the failed thing */
	REPORT_ENDED,	/* value is the program's wait status */
};

struct report {
	enum report_kind kind;
	int value;
	char what[256];
};

/* Takes errno and the failed thing's name; returns -1 for its caller. */
int report_error(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The two ends of the pipe; report_receive() does not block. */
int report_send(int fd, const struct report *report);
void report_receive(int fd, struct report *report);

#endif
