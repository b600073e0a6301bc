// SPDX-License-Identifier: MIT
#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

_Static_assert(sizeof(struct report) <= PIPE_BUF, "written atomically");

int report_error(struct report *report, const char *format, ...)
{
	va_list args;

	report->kind = REPORT_ERROR;
	report->value = errno;
	va_start(args, format);
	vsnprintf(report->what, sizeof(report->what), format, args);
	va_end(args);
	return -1;
}

int report_send(int fd, const struct report *report)
{
	return write(fd, report, sizeof(*report)) == sizeof(*report) ? 0 : -1;
}

void report_receive(int fd, struct report *report)
{
	struct report received;

	if (read(fd, &received, sizeof(received)) == sizeof(received))
		*report = received;
}
