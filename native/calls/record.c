// SPDX-License-Identifier: MIT
#include "record.h"

#include "thread.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_ROWS 512
#define FLAGS_SIZE 160
#define LINE_SIZE 320

static struct row {
	const char *call;
	char flags[FLAGS_SIZE];
	enum phase phase;
	long count;
} rows[MAX_ROWS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int row_count;

static int descriptor(void)
{
	const char *text = getenv("PEERUP_CALLS");

	return text ? atoi(text) : -1;
}

bool record_is_asked(void)
{
	return descriptor() > 0;
}

/* Not by write(), which this library interposes. */
static void write_row(const struct row *row)
{
	char line[LINE_SIZE];
	int length = snprintf(line, sizeof(line),
			      "{\"call\":\"%s\",\"flags\":\"%s\","
			      "\"phase\":\"%s\",\"count\":%ld}\n", row->call,
			      row->flags, phase_name(row->phase), row->count);

	if (length > 0 && length < LINE_SIZE)
		dprintf(descriptor(), "%s", line);
}

static struct row *row_of(const char *call, const char *flags,
			  enum phase phase)
{
	for (int i = 0; i < row_count; i++)
		if (rows[i].phase == phase && !strcmp(rows[i].call, call) &&
		    !strcmp(rows[i].flags, flags))
			return &rows[i];
	if (row_count == MAX_ROWS)
		return NULL;
	rows[row_count].call = call;
	snprintf(rows[row_count].flags, FLAGS_SIZE, "%s", flags);
	rows[row_count].phase = phase;
	return &rows[row_count++];
}

void record_call(const char *call, const char *format, ...)
{
	struct recorded *self = recorded_current;
	int saved_errno = errno;
	char flags[FLAGS_SIZE];
	struct row *row;
	va_list args;

	if (!self)
		return;
	va_start(args, format);
	vsnprintf(flags, sizeof(flags), format, args);
	va_end(args);
	pthread_mutex_lock(&lock);
	row = row_of(call, flags, self->phase);
	if (row && ++row->count == 1)
		write_row(row);
	pthread_mutex_unlock(&lock);
	errno = saved_errno;
}

__attribute__((destructor))
static void write_all(void)
{
	pthread_mutex_lock(&lock);
	for (int i = 0; i < row_count; i++)
		write_row(&rows[i]);
	pthread_mutex_unlock(&lock);
}
