/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_LOG_H
#define PEERUP_FORWARDER_LOG_H

/* To a file, or with NULL to standard output; 0 or -1. */
int log_open(const char *path);

/* "Notice: module: text", with "[thread] " before it if there is a thread. */
void log_line(const char *thread, const char *level, const char *module,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
