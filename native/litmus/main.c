// SPDX-License-Identifier: MIT
/*
 * litmus: what two processors of this machine do with a shape of accesses,
 * counted.  Prints one JSON line.  Exit codes: 0 counted, 1 a thread did not
 * come in time or the system said no, 2 wrong usage, 3 one processor only.
 */
#include "experiment.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(const char *what, const char *got)
{
	fprintf(stderr, "litmus: expected %s, got \"%s\"\n", what, got);
	return 2;
}

/* Returns false if it is no number from 1 to `most`. */
static bool number(const char *text, unsigned long most, unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 10);
	return !errno && end != text && !*end && text[0] != '-' &&
	       *value >= 1 && *value <= most;
}

static void print(const struct shape *shape, const struct experiment_bounds *bounds,
		  const struct experiment_counts *counts)
{
	printf("{\"format\":\"peerup-litmus-run/1\",\"shape\":\"%s\","
	       "\"order\":\"%s\",\"cpus\":[%d,%d],\"seed\":%u,"
	       "\"seconds\":%.3f,\"total\":%lu,\"outcomes\":{\"0:0\":%lu,"
	       "\"0:1\":%lu,\"1:0\":%lu,\"1:1\":%lu}}\n",
	       shape->name, shape->order, counts->cpus[0], counts->cpus[1],
	       bounds->seed, counts->seconds, counts->total,
	       counts->outcomes[0], counts->outcomes[1], counts->outcomes[2],
	       counts->outcomes[3]);
}

static int finish(enum experiment_result result, const struct shape *shape,
		  const struct experiment_bounds *bounds, const struct experiment_counts *counts)
{
	switch (result) {
	case EXPERIMENT_DONE:
		print(shape, bounds, counts);
		return fflush(stdout) ? 1 : 0;
	case EXPERIMENT_ONE_CPU:
		fprintf(stderr, "litmus: expected two processors, got one\n");
		return 3;
	case EXPERIMENT_LATE:
		fprintf(stderr, "litmus: expected both threads to meet, one "
			"did not come after %lu meetings\n", counts->total);
		return 1;
	case EXPERIMENT_ERRNO:
		break;
	}
	fprintf(stderr, "litmus: %s\n", strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "shape", required_argument, NULL, 'h' },
		{ "order", required_argument, NULL, 'o' },
		{ "count", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "seed", required_argument, NULL, 'r' },
		{ 0 },
	};
	const char *name = "SB", *order = "relaxed";
	struct experiment_bounds bounds = { 0 };
	struct experiment_counts counts = { 0 };
	const struct shape *shape;
	unsigned long seconds = 1, seed = 1;
	int option;

	bounds.count = ULONG_MAX;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h')
			name = optarg;
		else if (option == 'o')
			order = optarg;
		else if (option == 'c' &&
			 !number(optarg, ULONG_MAX, &bounds.count))
			return usage("--count N", optarg);
		else if (option == 's' && !number(optarg, 3600, &seconds))
			return usage("--seconds N, 1 to 3600", optarg);
		else if (option == 'r' && !number(optarg, UINT_MAX, &seed))
			return usage("--seed N", optarg);
		else if (option == '?')
			return 2;
	}
	if (optind < argc)
		return usage("options only", argv[optind]);
	shape = shape_find(name, order);
	if (!shape) {
		fprintf(stderr, "litmus: expected --shape MP or SB and --order "
			"relaxed, release-acquire or seq_cst, got %s and %s\n",
			name, order);
		return 2;
	}
	bounds.seconds = seconds;
	bounds.seed = seed;
	return finish(experiment_run(shape, &bounds, &counts), shape, &bounds, &counts);
}
