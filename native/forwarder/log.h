/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_LOG_H
#define PEERUP_FORWARDER_LOG_H

/* Logs to a file, or with NULL to standard output.  0, or -1 with errno. */
int log_open(const char *path);

/* Writes "[thread] Notice: module: text"; without a thread, no "[thread] ". */
void log_line(const char *thread, const char *level, const char *module,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
