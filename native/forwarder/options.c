// SPDX-License-Identifier: MIT
#include "options.h"

#include "action.h"
#include "variant.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "0.1.0"

static const char help[] =
"usage: forwarder --interfaces tx0:rx0,tx1:rx1 [OPTION]...\n"
"\n"
"Forwards frames between the interfaces of each pair, both ways, as an inline\n"
"AF_PACKET engine does.\n"
"\n"
"  --interfaces PAIRS   inline pairs of interfaces that exist\n"
"  --variant NAME       how it starts: %s (default v8)\n"
"  --threads N          capture threads on each interface (default 1)\n"
"  --ring-delay-us N    wait so long before a ring is set up (default 0)\n"
"  --log FILE           log there and not to standard output\n"
"  --gates              print the names of all gates and exit\n"
"  --help, --version\n"
"\n"
"Exit: 0 stopped by a signal, 1 failed, 2 wrong usage, 3 no permission.\n";

static _Noreturn void wrong_usage(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static _Noreturn void wrong_usage(const char *format, ...)
{
	va_list args;

	fputs("forwarder: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nTry forwarder --help.\n", stderr);
	exit(EXIT_USAGE);
}

static _Noreturn void print_help(void)
{
	char names[256];

	variant_names(names, sizeof(names));
	printf(help, names);
	exit(0);
}

static _Noreturn void print_gates(void)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		puts(action_names[i]);
	exit(0);
}

static int parse_number(const char *option, const char *text, int least,
			int most)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || value < least || value > most)
		wrong_usage("--%s: expected a number from %d to %d, got \"%s\"",
			    option, least, most, text);
	return value;
}

static const struct variant *parse_variant(const char *name)
{
	const struct variant *variant = variant_find(name);
	char names[256];

	variant_names(names, sizeof(names));
	if (!variant)
		wrong_usage("--variant: expected one of %s, got \"%s\"", names,
			    name);
	return variant;
}

static void add_interface(struct options *options, const char *name)
{
	if (options->interface_count == MAX_INTERFACES)
		wrong_usage("--interfaces: expected at most %d of them",
			    MAX_INTERFACES);
	/* It becomes part of a thread's name, and of JSON. */
	if (!*name || strlen(name) >= IFNAMSIZ || strpbrk(name, "\"\\= "))
		wrong_usage("--interfaces: expected an interface's name, "
			    "got \"%s\"", name);
	for (int i = 0; i < options->interface_count; i++)
		if (!strcmp(options->interfaces[i], name))
			wrong_usage("--interfaces: %s is there twice", name);
	strcpy(options->interfaces[options->interface_count++], name);
}

static void parse_interfaces(struct options *options, char *pairs)
{
	char *pair, *rest = pairs;

	while ((pair = strsep(&rest, ","))) {
		char *colon = strchr(pair, ':');

		if (!colon)
			wrong_usage("--interfaces: expected tx0:rx0, "
				    "got \"%s\"", pair);
		*colon = '\0';
		add_interface(options, pair);
		add_interface(options, colon + 1);
	}
}

enum { VARIANT = 1, INTERFACES, THREADS, RING_DELAY_US, LOG, GATES, HELP,
       SHOW_VERSION };

static const struct option long_options[] = {
	{ "variant", required_argument, NULL, VARIANT },
	{ "interfaces", required_argument, NULL, INTERFACES },
	{ "threads", required_argument, NULL, THREADS },
	{ "ring-delay-us", required_argument, NULL, RING_DELAY_US },
	{ "log", required_argument, NULL, LOG },
	{ "gates", no_argument, NULL, GATES },
	{ "help", no_argument, NULL, HELP },
	{ "version", no_argument, NULL, SHOW_VERSION },
	{ NULL, 0, NULL, 0 },
};

static void take_option(struct options *options, int option)
{
	switch (option) {
	case VARIANT:
		options->variant = parse_variant(optarg);
		break;
	case INTERFACES:
		parse_interfaces(options, optarg);
		break;
	case THREADS:
		options->threads = parse_number("threads", optarg, 1,
						MAX_THREADS_PER_INTERFACE);
		break;
	case RING_DELAY_US:
		options->ring_delay_us = parse_number("ring-delay-us", optarg,
						      0, 60000000);
		break;
	case LOG:
		options->log = optarg;
		break;
	case GATES:
		print_gates();
	case HELP:
		print_help();
	case SHOW_VERSION:
		puts("peerup forwarder " VERSION);
		exit(0);
	default:
		/* getopt_long() has said what it does not know. */
		fputs("Try forwarder --help.\n", stderr);
		exit(EXIT_USAGE);
	}
}

void options_parse(int argc, char **argv, struct options *options)
{
	int option;

	memset(options, 0, sizeof(*options));
	options->variant = variant_find("v8");
	options->threads = 1;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		take_option(options, option);
	if (optind < argc)
		wrong_usage("expected options only, got \"%s\"", argv[optind]);
	if (options->interface_count == 0)
		wrong_usage("--interfaces: expected at least one pair");
}
