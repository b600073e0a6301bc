/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_CLOCK_H
#define PEERUP_INJECTOR_CLOCK_H

#include <time.h>

static inline double clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

#endif
