// SPDX-License-Identifier: MIT
#include "features.h"

#include "variant.h"

#include <stdio.h>
#include <string.h>

static const char *const feature_names[] = {
	"bump", "bumpOnFailure", "guard", "publishDown", "lock",
};

#define FEATURE_COUNT (sizeof(feature_names) / sizeof(*feature_names))
#define FEATURES "bump, bumpOnFailure, guard, publishDown and lock"
#define BUMPS "after-create, after-bind or after-up"

static const char *const bump_names[] = {
	[BUMP_AFTER_CREATE] = "after-create",
	[BUMP_AFTER_BIND] = "after-bind",
	[BUMP_AFTER_UP] = "after-up",
};

/* The place of a word among others, or -1. */
static int find(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

static int set_bump(struct variant *variant, const char *value)
{
	int bump = find(value, bump_names,
			sizeof(bump_names) / sizeof(*bump_names));

	if (bump < 0)
		return -1;
	variant->bump = bump;
	return 0;
}

static int set_flag(struct variant *variant, int feature, const char *value)
{
	bool *const flags[FEATURE_COUNT] = {
		NULL, &variant->bump_on_failure, &variant->guard,
		&variant->publish_down, &variant->lock,
	};
	static const char *const values[] = { "false", "true" };
	int flag = find(value, values, 2);

	if (flag < 0)
		return -1;
	*flags[feature] = flag;
	return 0;
}

/* One name=value; notes which it was. */
static int set(struct variant *variant, char *pair, unsigned int *set_already,
	       char *wrong, size_t size)
{
	char *value = strchr(pair, '=');
	int feature;

	if (value)
		*value++ = '\0';
	feature = find(pair, feature_names, FEATURE_COUNT);
	if (!value || feature < 0)
		snprintf(wrong, size, "expected " FEATURES ", each with "
			 "=value, got \"%s\"", pair);
	else if (*set_already & 1U << feature)
		snprintf(wrong, size, "%s is there twice", pair);
	else if (feature == 0 && set_bump(variant, value))
		snprintf(wrong, size, "bump: expected " BUMPS ", got \"%s\"",
			 value);
	else if (feature > 0 && set_flag(variant, feature, value))
		snprintf(wrong, size, "%s: expected true or false, got \"%s\"",
			 pair, value);
	else
		*set_already |= 1U << feature;
	return *wrong ? -1 : 0;
}

static int check(const struct variant *variant, unsigned int set_already,
		 char *wrong, size_t size)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		if (!(set_already & 1U << i)) {
			snprintf(wrong, size, "expected " FEATURES
				 ", %s is missing", feature_names[i]);
			return -1;
		}
	}
	if (variant->lock && !variant->guard) {
		snprintf(wrong, size, "lock=true needs guard=true: "
			 "it is the guard that takes the lock");
		return -1;
	}
	return 0;
}

int features_parse(const char *text, struct variant *variant, char *wrong,
		   size_t size)
{
	char pairs[256], *pair, *rest = pairs;
	unsigned int set_already = 0;

	*wrong = '\0';
	variant->name = text;
	if (strlen(text) >= sizeof(pairs)) {
		snprintf(wrong, size, "expected " FEATURES ", and no more");
		return -1;
	}
	strcpy(pairs, text);
	while ((pair = strsep(&rest, ",")))
		if (set(variant, pair, &set_already, wrong, size))
			return -1;
	return check(variant, set_already, wrong, size);
}
