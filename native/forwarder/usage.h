/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_USAGE_H
#define PEERUP_FORWARDER_USAGE_H

#define EXIT_USAGE 2
#define EXIT_ENVIRONMENT 3

/* Both end the process. */
_Noreturn void usage_help(void);
_Noreturn void usage_wrong(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
