/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_CLOCK_H
#define PEERUP_CLOCK_H

#include <time.h>

/* CLOCK_MONOTONIC is the same in all processes: their times compare. */
static inline long long clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static inline double clock_ms(void)
{
	return clock_us() / 1e3;
}

static inline double clock_s(void)
{
	return clock_us() / 1e6;
}

#endif
