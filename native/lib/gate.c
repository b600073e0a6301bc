// SPDX-License-Identifier: MIT
/*
 * Programs outside this project copy gate.h and this file, so it uses no
 * other file of ours.
 */

/* Declares clock_gettime() with -std=c11, too. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "gate.h"

#ifndef PEERUP_NO_GATES

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void fail(const char *thread, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static _Noreturn void fail(const char *thread, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "peerup-gate: %s: ", thread);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(GATE_EXIT_PROTOCOL);
}

/* The thread's descriptor in a list such as "a=5,b=6"; 0 if it has none. */
static int find_socket(const char *list, const char *thread)
{
	size_t length = strlen(thread);
	const char *entry = list;

	while (*entry) {
		const char *equals = strchr(entry, '=');
		char *end;
		long fd;

		if (!equals || !isdigit((unsigned char)equals[1]))
			fail(thread, "expected PEERUP_GATES=name=number,..., "
			     "got \"%s\"", list);
		fd = strtol(equals + 1, &end, 10);
		if ((*end && *end != ',') || fd <= 0 || fd > 1 << 20)
			fail(thread, "expected PEERUP_GATES=name=number,..., "
			     "got \"%s\"", list);
		if (length == (size_t)(equals - entry) &&
		    !memcmp(entry, thread, length))
			return fd;
		entry = *end ? end + 1 : end;
	}
	return 0;
}

void gate_print(struct gate_text *text, const char *format, ...)
{
	size_t left = text->size - text->length;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->text + text->length, left, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= left)
		fail("snapshot", "expected a message of less than %d bytes; "
		     "write a smaller snapshot, or raise GATE_LINE_MAX",
		     GATE_LINE_MAX);
	text->length += n;
}

/* Ends the program if the driver is gone: no run goes on without it. */
static void send_all(const struct gate *gate, const char *line, size_t length)
{
	while (length > 0) {
		ssize_t n = send(gate->fd, line, length, MSG_NOSIGNAL);

		if (n >= 0) {
			line += n;
			length -= n;
		} else if (errno == EPIPE || errno == ECONNRESET) {
			_exit(0);
		} else if (errno != EINTR) {
			fail(gate->thread, "cannot send to the driver: %s",
			     strerror(errno));
		}
	}
}

/* Sends an "at" with ran_us, or a "look" without it (ran_us < 0). */
static void send_snapshot(const struct gate *gate, const char *kind,
			  const char *name, long ran_us)
{
	struct gate_text text = { gate->line, GATE_LINE_MAX, 0 };

	gate_print(&text, "{\"%s\":\"%s\",\"thread\":\"%s\",",
		   kind, name, gate->thread);
	if (ran_us >= 0)
		gate_print(&text, "\"ran_us\":%ld,", ran_us);
	gate_print(&text, "\"snapshot\":");
	gate->snapshot(&text, gate->context);
	gate_print(&text, "}\n");
	send_all(gate, text.text, text.length);
}

static long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void send_hello(const struct gate *gate)
{
	char line[256];
	int n = snprintf(line, sizeof(line), "{\"hello\":\"%s\","
			 "\"thread\":\"%s\",\"pid\":%d}\n",
			 GATE_PROTOCOL, gate->thread, (int)getpid());

	if (n < 0 || (size_t)n >= sizeof(line))
		fail(gate->thread, "expected a shorter name of the thread");
	send_all(gate, line, n);
}

/*
 * A gate waits in read(), but the driver's runtime may have made the shared
 * file description non-blocking.
 */
static void prepare_socket(const struct gate *gate)
{
	int flags = fcntl(gate->fd, F_GETFL);

	if (flags < 0 || fcntl(gate->fd, F_SETFL, flags & ~O_NONBLOCK) ||
	    fcntl(gate->fd, F_SETFD, FD_CLOEXEC))
		fail(gate->thread, "descriptor %d: %s; PEERUP_GATES must name "
		     "an inherited socket", gate->fd, strerror(errno));
}

void gate_attach(struct gate *gate, const char *thread,
		 gate_snapshot_fn *snapshot, void *context)
{
	const char *list = getenv("PEERUP_GATES");

	memset(gate, 0, sizeof(*gate));
	if (!list)
		return;
	if (strpbrk(thread, "\"\\=,"))
		fail(thread, "expected a name without \", \\, = and comma");
	gate->fd = find_socket(list, thread);
	if (!gate->fd)
		return;
	gate->thread = thread;
	gate->snapshot = snapshot;
	gate->context = context;
	/* Allocated once, so that a stop itself allocates nothing. */
	gate->line = malloc(GATE_LINE_MAX);
	if (!gate->line)
		fail(thread, "malloc: %s", strerror(errno));
	prepare_socket(gate);
	send_hello(gate);
	gate->released_us = now_us();
}

/* Appends what the driver sent to the input; returns only if it sent some. */
static void read_more(struct gate *gate)
{
	size_t left = sizeof(gate->input) - gate->input_length;
	ssize_t n;

	if (left == 0)
		fail(gate->thread, "expected go, look, free or abort, "
		     "got a line of more than %d bytes", GATE_WORD_MAX);
	do {
		n = read(gate->fd, gate->input + gate->input_length, left);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ECONNRESET)
		fail(gate->thread, "cannot read from the driver: %s",
		     strerror(errno));
	if (n <= 0 && gate->input_length > 0)
		fail(gate->thread, "expected the end of a line, "
		     "got end of file");
	if (n <= 0)
		_exit(0);
	gate->input_length += n;
}

/* Takes one line from the input; later lines stay for later stops. */
static void take_word(struct gate *gate, char word[GATE_WORD_MAX])
{
	size_t length;
	char *end;

	while (!(end = memchr(gate->input, '\n', gate->input_length)))
		read_more(gate);
	length = end - gate->input;
	memcpy(word, gate->input, length);
	word[length] = '\0';
	gate->input_length -= length + 1;
	memmove(gate->input, end + 1, gate->input_length);
}

/* Returns whether the thread stays at its gate. */
static bool obey(struct gate *gate, const char *name, const char *word)
{
	if (!strcmp(word, "go"))
		return false;
	if (!strcmp(word, "look")) {
		send_snapshot(gate, "look", name, -1);
		return true;
	}
	if (!strcmp(word, "free")) {
		/* Keep it open: its end of file shows the program's end. */
		gate->fd = 0;
		free(gate->line);
		gate->line = NULL;
		return false;
	}
	if (!strcmp(word, "abort"))
		_exit(0);
	fail(gate->thread, "expected go, look, free or abort, got \"%s\"",
	     word);
}

void gate_stop(struct gate *gate, const char *name)
{
	int saved_errno = errno;
	char word[GATE_WORD_MAX];

	send_snapshot(gate, "at", name, now_us() - gate->released_us);
	do {
		take_word(gate, word);
	} while (obey(gate, name, word));
	gate->released_us = now_us();
	errno = saved_errno;
}

#endif
