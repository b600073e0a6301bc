/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_WAIT_STATUS_H
#define PEERUP_WAIT_STATUS_H

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define WAIT_STATUS_SIZE 64

/* Writes the JSON object {"code":7,"signal":null}; a signal has its name. */
static inline void wait_status_print(char text[WAIT_STATUS_SIZE],
				     int wait_status)
{
	int sig = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
	const char *name = sigabbrev_np(sig);

	if (!sig)
		snprintf(text, WAIT_STATUS_SIZE,
			 "{\"code\":%d,\"signal\":null}",
			 WEXITSTATUS(wait_status));
	else if (name)
		snprintf(text, WAIT_STATUS_SIZE,
			 "{\"code\":null,\"signal\":\"SIG%s\"}", name);
	else
		snprintf(text, WAIT_STATUS_SIZE,
			 "{\"code\":null,\"signal\":\"SIG%d\"}", sig);
}

#endif
