/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_KEEPER_REPORT_H
#define PEERUP_KEEPER_REPORT_H

/*
 * A process below the keeper reports why the program did not start, or how it
 * ended.  A report fits into one atomic write to a pipe.
 */
enum report_kind {
	REPORT_NONE,
	REPORT_ERROR,	/* value: an errno; what: the failed step or file */
	REPORT_ENDED,	/* value: the program's wait status */
};

struct report {
	enum report_kind kind;
	int value;
	char what[256];
};

/* Fills in an error with errno and what failed; always returns -1. */
int report_error(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Write to and read from the pipe.  report_receive() never blocks. */
int report_send(int fd, const struct report *report);
void report_receive(int fd, struct report *report);

#endif
