// SPDX-License-Identifier: MIT
#include "variant.h"

#include "mutant.h"

#include <stdio.h>
#include <string.h>

static const struct variant variants[] = {
	/* Suricata 7.0.x. */
	{ "v7", BUMP_AFTER_CREATE, false },
	/* Suricata 8.0.0 to 8.0.5 (commit 923ad6af). */
	{ "v8", BUMP_AFTER_BIND, false },
	/* The report's Fix A: v8 with a guard. */
	{ "fix-a", BUMP_AFTER_BIND, !MUTANT_GUARD_REMOVED },
	/* The report's Fix B. */
	{ "fix-b", BUMP_AFTER_UP, false },
	/* Suricata 8.0.6 and later (5560c7efc4): v7's record. */
	{ "revert", BUMP_AFTER_CREATE, false },
};

#define VARIANT_COUNT (sizeof(variants) / sizeof(*variants))

const struct variant *variant_find(const char *name)
{
	for (size_t i = 0; i < VARIANT_COUNT; i++)
		if (!strcmp(variants[i].name, name))
			return &variants[i];
	return NULL;
}

void variant_names(char *names, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < VARIANT_COUNT && length < size; i++)
		length += snprintf(names + length, size - length, "%s%s",
				   i ? ", " : "", variants[i].name);
}
