// SPDX-License-Identifier: MIT
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

static FILE *log_file;

int log_open(const char *path)
{
	log_file = path ? fopen(path, "we") : stdout;
	if (!log_file)
		return -1;
	return setvbuf(log_file, NULL, _IOLBF, BUFSIZ);
}

void log_line(const char *thread, const char *level, const char *module,
	      const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* One call a line, so that lines of several threads do not mix. */
	fprintf(log_file, "%s%s%s%s: %s: %s\n", thread ? "[" : "",
		thread ? thread : "", thread ? "] " : "", level, module, text);
}
