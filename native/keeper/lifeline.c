// SPDX-License-Identifier: MIT
#include "lifeline.h"

#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

int lifeline_open(struct report *report)
{
	socklen_t size = sizeof(int);
	int type;

	if (getsockopt(LIFELINE_FD, SOL_SOCKET, SO_TYPE, &type, &size) ||
	    fcntl(LIFELINE_FD, F_SETFD, FD_CLOEXEC))
		return report_error(report, "descriptor %d, the lifeline",
				    LIFELINE_FD);
	return 0;
}

/* Takes the lines that are whole; what is not yet waits for its end. */
static enum lifeline obey_lines(char *text, size_t *length)
{
	enum lifeline wanted = LIFELINE_QUIET;
	char *end;

	while ((end = memchr(text, '\n', *length))) {
		*end = '\0';
		if (!strcmp(text, "stop"))
			wanted = LIFELINE_STOP;
		else
			fprintf(stderr, "keeper: expected the line stop, "
				"got \"%s\"\n", text);
		*length -= end + 1 - text;
		memmove(text, end + 1, *length);
	}
	return wanted;
}

enum lifeline lifeline_read(void)
{
	static char text[64];
	static size_t length;
	ssize_t n;

	/* A full buffer without a line is no line of ours. */
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

static void say(const char *line)
{
	/* MSG_NOSIGNAL: a gone reader must not end us before we cleaned up. */
	if (send(LIFELINE_FD, line, strlen(line), MSG_NOSIGNAL) < 0 &&
	    errno != EPIPE && errno != ECONNRESET)
		perror("keeper: lifeline");
}

/* Writes text as the inside of a JSON string; to must hold six times it. */
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

void lifeline_say_error(const struct report *report)
{
	const char *name = strerrorname_np(report->value);
	char what[6 * sizeof(report->what)];
	char line[sizeof(what) + 256];

	escape(report->what, what);
	snprintf(line, sizeof(line),
		 "{\"error\":{\"what\":\"%s\",\"errno\":\"%s\","
		 "\"message\":\"%s\"}}\n",
		 what, name ? name : "unknown", strerror(report->value));
	say(line);
}

void lifeline_say_exit(int wait_status)
{
	char line[96];

	if (WIFSIGNALED(wait_status)) {
		int sig = WTERMSIG(wait_status);
		const char *name = sigabbrev_np(sig);
		char number[16];

		snprintf(number, sizeof(number), "%d", sig);
		snprintf(line, sizeof(line),
			 "{\"exit\":{\"code\":null,\"signal\":\"SIG%s\"}}\n",
			 name ? name : number);
	} else {
		snprintf(line, sizeof(line),
			 "{\"exit\":{\"code\":%d,\"signal\":null}}\n",
			 WEXITSTATUS(wait_status));
	}
	say(line);
}
