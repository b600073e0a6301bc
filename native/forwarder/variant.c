// SPDX-License-Identifier: MIT
#include "variant.h"

#include "mutant.h"

#include <stdio.h>
#include <string.h>

static const struct variant variants[] = {
	/* Suricata 7.0.x. */
	{ .name = "v7", .bump = BUMP_AFTER_CREATE, .bump_on_failure = true },
	/* Suricata 8.0.0 to 8.0.5 (commit 923ad6af). */
	{ .name = "v8", .bump = BUMP_AFTER_BIND },
	/* The report's Fix A: v8 with a guard. */
	{ .name = "fix-a", .bump = BUMP_AFTER_BIND,
	  .guard = !MUTANT_GUARD_REMOVED },
	/* The report's Fix B. */
	{ .name = "fix-b", .bump = BUMP_AFTER_UP },
	/* Fix A that also says when a thread goes down, or cannot come up. */
	{ .name = "fix-c", .bump = BUMP_AFTER_BIND, .bump_on_failure = true,
	  .guard = true, .publish_down = true, .lock = true },
	/* Suricata 8.0.6 and later (5560c7efc4): v7's record. */
	{ .name = "revert", .bump = BUMP_AFTER_CREATE,
	  .bump_on_failure = true },
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
