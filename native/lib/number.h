/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_NUMBER_H
#define PEERUP_NUMBER_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/*
 * Reads a decimal number from min to max.  Returns false if the text is not
 * one: a sign, a space and trailing characters count as errors.
 */
static inline bool number_parse(const char *text, unsigned long min,
				unsigned long max, unsigned long *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoul(text, &end, 10);
	return !errno && !*end && *value >= min && *value <= max;
}

#endif
