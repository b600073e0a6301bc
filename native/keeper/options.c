// SPDX-License-Identifier: MIT
#include "options.h"

#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

#define PLACEHOLDER "{dir}"

static int wrong(struct report *report, const char *what)
{
	errno = EINVAL;
	return report_error(report, "%s", what);
}

/* Its place, or -1. */
static int find_interface(const struct options *options, const char *name)
{
	for (int i = 0; i < options->interface_count; i++)
		if (!strcmp(options->interfaces[i], name))
			return i;
	return -1;
}

static bool is_new_name(const struct options *options, const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= IFNAMSIZ ||
	    strspn(name, NAME_CHARACTERS) != length ||
	    !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "lo"))
		return false;
	return find_interface(options, name) < 0;
}

static int add_interface(struct options *options, const char *name,
			 struct report *report)
{
	if (options->interface_count == MAX_INTERFACES)
		return wrong(report, "--network: too many interfaces");
	if (!is_new_name(options, name)) {
		errno = EINVAL;
		return report_error(report, "--network: expected distinct "
				    "interface names, got \"%.32s\"", name);
	}
	strcpy(options->interfaces[options->interface_count++], name);
	return 0;
}

static int parse_network(char *pairs, struct options *options,
			 struct report *report)
{
	char *pair, *rest = pairs;

	while ((pair = strsep(&rest, ","))) {
		char *colon = strchr(pair, ':');

		if (!colon)
			return wrong(report, "--network: expected tx0:rx0,...");
		*colon = '\0';
		if (add_interface(options, pair, report) ||
		    add_interface(options, colon + 1, report))
			return -1;
	}
	return 0;
}

static int parse_down(char *names, struct options *options,
		      struct report *report)
{
	char *name, *rest = names;

	while ((name = strsep(&rest, ","))) {
		int i = find_interface(options, name);

		if (i < 0) {
			errno = EINVAL;
			return report_error(report, "--down: expected "
					    "interfaces of --network, got "
					    "\"%.32s\"", name);
		}
		options->down[i] = true;
	}
	return 0;
}

int options_parse(int argc, char **argv, struct options *options,
		  struct report *report)
{
	int i = 1;

	if (i + 1 < argc && !strcmp(argv[i], "--network")) {
		if (parse_network(argv[i + 1], options, report))
			return -1;
		i += 2;
	}
	if (i + 1 < argc && !strcmp(argv[i], "--down")) {
		if (parse_down(argv[i + 1], options, report))
			return -1;
		i += 2;
	}
	if (i + 1 < argc && !strcmp(argv[i], "--root")) {
		options->root = argv[i + 1];
		i += 2;
	}
	if (i + 1 >= argc || strcmp(argv[i], "--") ||
	    (options->root && options->interface_count == 0))
		return wrong(report, "usage: keeper "
			     "[--network tx0:rx0,tx1:rx1 [--down tx0,rx1] "
			     "[--root DIRECTORY]] -- PROGRAM ARG...");
	options->program = argv + i + 1;
	return 0;
}

static int count_placeholders(const char *argument)
{
	int count = 0;

	while ((argument = strstr(argument, PLACEHOLDER))) {
		argument += strlen(PLACEHOLDER);
		count++;
	}
	return count;
}

static char *fill_in(const char *argument, const char *directory, int count)
{
	char *filled, *to;
	const char *next;

	filled = malloc(strlen(argument) + count * strlen(directory) + 1);
	if (!filled)
		return NULL;
	for (to = filled; (next = strstr(argument, PLACEHOLDER));
	     argument = next + strlen(PLACEHOLDER)) {
		to = mempcpy(to, argument, next - argument);
		to = stpcpy(to, directory);
	}
	strcpy(to, argument);
	return filled;
}

int options_fill_in(char **argv, const char *directory, struct report *report)
{
	for (; *argv; argv++) {
		int count = count_placeholders(*argv);

		if (!count)
			continue;
		*argv = fill_in(*argv, directory, count);
		if (!*argv)
			return report_error(report, "malloc");
	}
	return 0;
}
