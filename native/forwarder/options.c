// SPDX-License-Identifier: MIT
#include "options.h"

#include "action.h"
#include "usage.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "0.1.0"

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
		usage_wrong("--%s: expected a number from %d to %d, got \"%s\"",
			    option, least, most, text);
	return value;
}

/* A second list would silently replace the first. */
static void parse_features(struct options *options, const char *text)
{
	char wrong[512];

	if (options->features_text)
		usage_wrong("--features: expected one list, got two");
	if (features_parse(text, &options->features, wrong, sizeof(wrong)))
		usage_wrong("--features: %s", wrong);
	options->features_text = text;
}

static void expect_features(const struct options *options)
{
	char names[256];

	if (options->features_text)
		return;
	features_write_names(names, sizeof(names));
	usage_wrong("--features: expected %s, got no list", names);
}

static enum order parse_order(const char *name)
{
	static const char *const names[] = {
		[ORDER_SEQ_CST] = "seq-cst",
		[ORDER_ACQ_REL] = "acq-rel",
		[ORDER_RELAXED] = "relaxed",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return i;
	usage_wrong("--memory-order: expected seq-cst, acq-rel or relaxed, "
		    "got \"%s\"", name);
}

static bool parse_fanout(const char *name)
{
	if (strcmp(name, "cpu") && strcmp(name, "default"))
		usage_wrong("--fanout: expected cpu or default, got \"%s\"",
			    name);
	return !strcmp(name, "cpu");
}

static void add_interface(struct options *options, const char *name)
{
	if (options->interface_count == MAX_INTERFACES)
		usage_wrong("--interfaces: expected at most %d of them",
			    MAX_INTERFACES);
	/* The name becomes part of a thread's name, and of JSON. */
	if (!*name || strlen(name) >= IFNAMSIZ || strpbrk(name, "\"\\= "))
		usage_wrong("--interfaces: expected an interface's name, "
			    "got \"%s\"", name);
	for (int i = 0; i < options->interface_count; i++)
		if (!strcmp(options->interfaces[i], name))
			usage_wrong("--interfaces: %s is given twice", name);
	strcpy(options->interfaces[options->interface_count++], name);
}

static void parse_interfaces(struct options *options, char *pairs)
{
	char *pair, *rest = pairs;

	while ((pair = strsep(&rest, ","))) {
		char *colon = strchr(pair, ':');

		if (!colon)
			usage_wrong("--interfaces: expected tx0:rx0, "
				    "got \"%s\"", pair);
		*colon = '\0';
		add_interface(options, pair);
		add_interface(options, colon + 1);
	}
}

enum { FEATURES = 1, MEMORY_ORDER, INTERFACES, THREADS, RING_DELAY_US,
       FAIL_RING, MISS_IN_RING, EVENTS, LOG, FANOUT, GATES, HELP,
       SHOW_VERSION };

static const struct option long_options[] = {
	{ "features", required_argument, NULL, FEATURES },
	{ "memory-order", required_argument, NULL, MEMORY_ORDER },
	{ "interfaces", required_argument, NULL, INTERFACES },
	{ "threads", required_argument, NULL, THREADS },
	{ "ring-delay-us", required_argument, NULL, RING_DELAY_US },
	{ "fail-ring", required_argument, NULL, FAIL_RING },
	{ "miss-in-ring", no_argument, NULL, MISS_IN_RING },
	{ "events", required_argument, NULL, EVENTS },
	{ "log", required_argument, NULL, LOG },
	{ "fanout", required_argument, NULL, FANOUT },
	{ "gates", no_argument, NULL, GATES },
	{ "help", no_argument, NULL, HELP },
	{ "version", no_argument, NULL, SHOW_VERSION },
	{ NULL, 0, NULL, 0 },
};

static void take_option(struct options *options, int option)
{
	switch (option) {
	case FEATURES:
		parse_features(options, optarg);
		break;
	case MEMORY_ORDER:
		options->order = parse_order(optarg);
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
	case FAIL_RING:
		options->fail_ring = parse_number("fail-ring", optarg, 1,
						  MAX_INTERFACES *
						  MAX_THREADS_PER_INTERFACE);
		break;
	case MISS_IN_RING:
		options->miss_in_ring = 1;
		break;
	case EVENTS:
		options->events_fd = parse_number("events", optarg, 0, 1023);
		break;
	case LOG:
		options->log = optarg;
		break;
	case FANOUT:
		options->fanout_cpu = parse_fanout(optarg);
		break;
	case GATES:
		print_gates();
	case HELP:
		usage_help();
	case SHOW_VERSION:
		puts("peerup forwarder " VERSION);
		exit(0);
	default:
		/* getopt_long() has printed what is wrong. */
		fputs("Try forwarder --help.\n", stderr);
		exit(EXIT_USAGE);
	}
}

void options_parse(int argc, char **argv, struct options *options)
{
	int option;

	memset(options, 0, sizeof(*options));
	options->threads = 1;
	options->events_fd = -1;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		take_option(options, option);
	if (optind < argc)
		usage_wrong("expected options only, got \"%s\"", argv[optind]);
	if (options->interface_count == 0)
		usage_wrong("--interfaces: expected at least one pair");
	if (options->fail_ring > options->interface_count * options->threads)
		usage_wrong("--fail-ring: expected one of %d threads, got %d",
			    options->interface_count * options->threads,
			    options->fail_ring);
	expect_features(options);
}
