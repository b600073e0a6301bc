// SPDX-License-Identifier: MIT
#include "lifeline.h"

#include "report.h"
#include "wait-status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int lifeline_check(struct report *report)
{
	socklen_t size = sizeof(int);
	int type;

	if (getsockopt(LIFELINE_FD, SOL_SOCKET, SO_TYPE, &type, &size) ||
	    fcntl(LIFELINE_FD, F_SETFD, FD_CLOEXEC))
		return report_error(report, "descriptor %d, the lifeline",
				    LIFELINE_FD);
	return 0;
}

/* Takes the complete lines; the rest stays for the next call. */
static enum lifeline_request obey_lines(char *text, size_t *length)
{
	enum lifeline_request request = LIFELINE_QUIET;
	char *end;

	while ((end = memchr(text, '\n', *length))) {
		*end = '\0';
		if (!strcmp(text, "stop"))
			request = LIFELINE_STOP;
		else
			fprintf(stderr, "keeper: expected the line \"stop\" "
				"on the lifeline, got \"%s\"\n", text);
		*length -= end + 1 - text;
		memmove(text, end + 1, *length);
	}
	return request;
}

enum lifeline_request lifeline_read(void)
{
	static char text[64];
	static size_t length;
	ssize_t n;

	/* A full buffer without a line end holds no request: drop it. */
	if (length == sizeof(text))
		length = 0;
	do {
		n = recv(LIFELINE_FD, text + length, sizeof(text) - length,
			 MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return LIFELINE_QUIET;
	if (n <= 0)
		return LIFELINE_GONE;
	length += n;
	return obey_lines(text, &length);
}

static void send_line(const char *line)
{
	/* MSG_NOSIGNAL: SIGPIPE would end us before the clean-up. */
	if (send(LIFELINE_FD, line, strlen(line), MSG_NOSIGNAL) < 0 &&
	    errno != EPIPE && errno != ECONNRESET)
		perror("keeper: cannot write to the lifeline");
}

/* Escapes text for a JSON string.  It gets up to six times as long. */
static void escape(const char *text, char *to)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c < 0x20) {
			to += sprintf(to, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			*to++ = '\\';
		*to++ = c;
	}
	*to = '\0';
}

void lifeline_send_error(const struct report *report)
{
	const char *name = strerrorname_np(report->value);
	char what[6 * sizeof(report->what)];
	char line[sizeof(what) + 256];

	escape(report->what, what);
	snprintf(line, sizeof(line),
		 "{\"error\":{\"what\":\"%s\",\"errno\":\"%s\","
		 "\"message\":\"%s\"}}\n",
		 what, name ? name : "unknown", strerror(report->value));
	send_line(line);
}

void lifeline_send_exit(int wait_status)
{
	char status[WAIT_STATUS_SIZE];
	char line[sizeof(status) + 16];

	wait_status_print(status, wait_status);
	snprintf(line, sizeof(line), "{\"exit\":%s}\n", status);
	send_line(line);
}
