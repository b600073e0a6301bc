// SPDX-License-Identifier: MIT
#include "features.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct feature {
	const char *name;
	size_t offset;
	const char *needs;		/* name=value,..., or NULL */
	const char *const *values;	/* ends with NULL */
} table[] = {
#define FEATURE_ENTRY(field, name, needs, ...) \
	{ name, offsetof(struct features, field), needs, \
	  (const char *const[]){ __VA_ARGS__, NULL } },
	FEATURE_ROWS(FEATURE_ENTRY)
#undef FEATURE_ENTRY
};

#define FEATURE_COUNT (sizeof(table) / sizeof(*table))

static int *field_of(struct features *features, const struct feature *feature)
{
	return (int *)((char *)features + feature->offset);
}

/* The index of a word in a list that ends with NULL, or -1. */
static int find(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

/* Appends what fits. */
static void append(char *text, size_t size, const char *more)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, "%s", more);
}

/* Writes "one, two LAST three". */
static void join(const char *const *words, const char *last, char *text,
		 size_t size)
{
	*text = '\0';
	for (int i = 0; words[i]; i++) {
		if (i)
			append(text, size, words[i + 1] ? ", " : last);
		append(text, size, words[i]);
	}
}

void features_write_names(char *text, size_t size)
{
	const char *names[FEATURE_COUNT + 1] = { NULL };

	for (size_t i = 0; i < FEATURE_COUNT; i++)
		names[i] = table[i].name;
	join(names, " and ", text, size);
}

void features_write_usage(const char *indent, char *text, size_t size)
{
	*text = '\0';
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		append(text, size, indent);
		append(text, size, table[i].name);
		for (int v = 0; table[i].values[v]; v++) {
			append(text, size, v ? "|" : "=");
			append(text, size, table[i].values[v]);
		}
		if (table[i].needs) {
			append(text, size, ", needs ");
			append(text, size, table[i].needs);
		}
		append(text, size, "\n");
	}
}

static const struct feature *feature_named(const char *name)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

/* Sets one name=value; seen has a bit for each feature that was set before. */
static int set(struct features *features, char *pair, unsigned int *seen,
	       char *wrong, size_t size)
{
	char *value = strchr(pair, '='), expected[256];
	const struct feature *feature;
	int found;

	if (value)
		*value++ = '\0';
	feature = feature_named(pair);
	if (!value || !feature) {
		features_write_names(expected, sizeof(expected));
		snprintf(wrong, size, "expected %s, each with =value, "
			 "got \"%s\"", expected, pair);
		return -1;
	}
	if (*seen & 1U << (feature - table)) {
		snprintf(wrong, size, "%s is given twice", pair);
		return -1;
	}
	found = find(value, feature->values);
	if (found < 0) {
		join(feature->values, " or ", expected, sizeof(expected));
		snprintf(wrong, size, "%s: expected %s, got \"%s\"", pair,
			 expected, value);
		return -1;
	}
	*field_of(features, feature) = found;
	*seen |= 1U << (feature - table);
	return 0;
}

/*
 * Writes the first of the values that one needs and that the features lack, as
 * name=value; false if they lack none.
 */
static bool lacks(struct features *features, const struct feature *one,
		  char *need, size_t size)
{
	const struct feature *other;
	const char *next = one->needs;
	char *value;

	while (next && *next) {
		snprintf(need, size, "%.*s", (int)strcspn(next, ","), next);
		next += strcspn(next, ",");
		next += *next == ',';
		value = strchr(need, '=');
		*value = '\0';
		other = feature_named(need);
		*value++ = '=';
		if (*field_of(features, other) != find(value, other->values))
			return true;
	}
	return false;
}

static int check(struct features *features, unsigned int seen, char *wrong,
		 size_t size)
{
	const struct feature *one;
	char names[256], need[64];

	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		if (!(seen & 1U << i)) {
			features_write_names(names, sizeof(names));
			snprintf(wrong, size, "expected %s, %s is missing",
				 names, table[i].name);
			return -1;
		}
	}
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		one = &table[i];
		if (*field_of(features, one) &&
		    lacks(features, one, need, sizeof(need))) {
			snprintf(wrong, size, "%s=%s needs %s", one->name,
				 one->values[*field_of(features, one)], need);
			return -1;
		}
	}
	return 0;
}

int features_parse(const char *text, struct features *features, char *wrong,
		   size_t size)
{
	char pairs[512], *pair, *rest = pairs;
	unsigned int seen = 0;

	if (strlen(text) >= sizeof(pairs)) {
		snprintf(wrong, size, "expected at most %zu characters, "
			 "got %zu", sizeof(pairs) - 1, strlen(text));
		return -1;
	}
	strcpy(pairs, text);
	while ((pair = strsep(&rest, ",")))
		if (set(features, pair, &seen, wrong, size))
			return -1;
	return check(features, seen, wrong, size);
}
