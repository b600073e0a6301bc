// SPDX-License-Identifier: MIT
#include "options.h"

#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

#define PLACEHOLDER "{dir}"

/* report_error() of a wrong argument. */
#define wrong_usage(...) (errno = EINVAL, report_error(__VA_ARGS__))

/* The interface's place in the options, or -1. */
static int find_interface(const struct options *options, const char *name)
{
	for (int i = 0; i < options->interface_count; i++)
		if (!strcmp(options->interfaces[i], name))
			return i;
	return -1;
}

static bool is_name(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length < IFNAMSIZ &&
	       strspn(name, NAME_CHARACTERS) == length &&
	       strcmp(name, ".") && strcmp(name, "..") && strcmp(name, "lo");
}

static int add_interface(struct options *options, const char *name,
			 struct report *report)
{
	if (options->interface_count == OPTIONS_MAX_INTERFACES)
		return wrong_usage(report, "--network: expected at most %d "
				   "interfaces, got more",
				   OPTIONS_MAX_INTERFACES);
	if (!is_name(name))
		return wrong_usage(report, "--network: expected an interface "
				   "name of 1 to %d letters, digits, \"_\", "
				   "\".\" or \"-\", and not \"lo\", got "
				   "\"%.32s\"", IFNAMSIZ - 1, name);
	if (find_interface(options, name) >= 0)
		return wrong_usage(report, "--network: expected distinct "
				   "interface names, got \"%s\" twice", name);
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
			return wrong_usage(report, "--network: expected pairs "
					   "such as tx0:rx0,tx1:rx1, got "
					   "\"%.32s\"", pair);
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

		if (i < 0)
			return wrong_usage(report, "--down: expected "
					   "interfaces of --network, got "
					   "\"%.32s\"", name);
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
	if (i + 1 >= argc || strcmp(argv[i], "--"))
		return wrong_usage(report, "usage: keeper "
				   "[--network tx0:rx0,tx1:rx1 "
				   "[--down tx0,rx1] [--root DIRECTORY]] "
				   "-- PROGRAM ARG...");
	/* A network has the mount namespace that --root needs. */
	if (options->root && options->interface_count == 0)
		return wrong_usage(report, "--root requires --network");
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

static char *expand(const char *argument, const char *directory, int count)
{
	char *expanded, *to;
	const char *next;

	expanded = malloc(strlen(argument) + count * strlen(directory) + 1);
	if (!expanded)
		return NULL;
	for (to = expanded; (next = strstr(argument, PLACEHOLDER));
	     argument = next + strlen(PLACEHOLDER)) {
		to = mempcpy(to, argument, next - argument);
		to = stpcpy(to, directory);
	}
	strcpy(to, argument);
	return expanded;
}

int options_expand_directory(char **argv, const char *directory,
			     struct report *report)
{
	for (; *argv; argv++) {
		int count = count_placeholders(*argv);

		if (!count)
			continue;
		*argv = expand(*argv, directory, count);
		if (!*argv)
			return report_error(report, "malloc");
	}
	return 0;
}
