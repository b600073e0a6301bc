// SPDX-License-Identifier: MIT
/*
 * litmus: counts the outcomes of a shape of memory accesses on two processors
 * of this machine, and prints one JSON line.  Exit codes: 0 counted, 1 a
 * thread missed its deadline or a system call failed, 2 wrong usage, 3 this
 * process may use one processor only.
 */
#include "experiment.h"
#include "number.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static int wrong_usage(const char *expected, const char *got)
{
	fprintf(stderr, "litmus: expected %s, got \"%s\"\n", expected, got);
	return 2;
}

static void print(const struct shape *shape,
		  const struct experiment_bounds *bounds,
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
		  const struct experiment_bounds *bounds,
		  const struct experiment_counts *counts)
{
	switch (result) {
	case EXPERIMENT_DONE:
		print(shape, bounds, counts);
		return fflush(stdout) ? 1 : 0;
	case EXPERIMENT_ONE_CPU:
		fprintf(stderr, "litmus: expected two processors, got one\n");
		return 3;
	case EXPERIMENT_LATE:
		fprintf(stderr, "litmus: a thread missed its deadline after "
			"%lu outcomes; run it again on an idle machine\n",
			counts->total);
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
			 !number_parse(optarg, 1, ULONG_MAX, &bounds.count))
			return wrong_usage("--count N", optarg);
		else if (option == 's' &&
			 !number_parse(optarg, 1, 3600, &seconds))
			return wrong_usage("--seconds N, 1 to 3600", optarg);
		else if (option == 'r' &&
			 !number_parse(optarg, 1, UINT_MAX, &seed))
			return wrong_usage("--seed N", optarg);
		else if (option == '?')
			return 2;
	}
	if (optind < argc)
		return wrong_usage("options only", argv[optind]);
	shape = shape_find(name, order);
	if (!shape) {
		fprintf(stderr, "litmus: expected --shape MP or SB and --order "
			"relaxed, release-acquire or seq_cst, got %s and %s\n",
			name, order);
		return 2;
	}
	bounds.seconds = seconds;
	bounds.seed = seed;
	return finish(experiment_run(shape, &bounds, &counts), shape, &bounds,
		      &counts);
}
