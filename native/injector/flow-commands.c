// SPDX-License-Identifier: MIT
#include "flow-commands.h"

#include "number.h"
#include "port.h"
#include "reachability.h"
#include "traffic.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void answer_errno(FILE *answer, const char *what)
{
	fprintf(answer, "{\"error\":\"%s: %s\"}\n", what, strerror(errno));
}

/* Reads a number from 1 to max; false after an error answer. */
static bool read_number(const char *word, int max, int *value, FILE *answer)
{
	unsigned long number;

	if (number_parse(word, 1, max, &number)) {
		*value = number;
		return true;
	}
	fprintf(answer, "{\"error\":\"expected a number from 1 to %d\"}\n",
		max);
	return false;
}

/* Likewise, pairs of interfaces. */
static bool read_pairs(char *word, struct pairs *pairs, FILE *answer)
{
	if (!pairs_parse(word, pairs))
		return true;
	answer_errno(answer, "expected pairs such as tx0:rx0,tx1:rx1");
	return false;
}

void flow_command_traffic(char **words, FILE *answer)
{
	int per_second, max_seconds;
	struct pairs pairs;

	if (!read_number(words[2], 100000, &per_second, answer) ||
	    !read_number(words[3], 10000000, &max_seconds, answer) ||
	    !read_pairs(words[1], &pairs, answer))
		return;
	if (traffic_start(&pairs, per_second, max_seconds))
		answer_errno(answer, "traffic");
	else
		fputs("{\"traffic\":\"running\"}\n", answer);
}

void flow_command_arrivals(char **words, FILE *answer)
{
	struct traffic_arrivals arrivals[PAIRS_MAX];
	int count = traffic_arrivals(arrivals);

	(void)words;
	fputs("{\"arrivals\":[", answer);
	for (int i = 0; i < count; i++) {
		fprintf(answer, "%s{\"out\":\"%s\",\"count\":%ld,\"firstUs\":",
			i ? "," : "", arrivals[i].out->name,
			arrivals[i].count);
		if (arrivals[i].count)
			fprintf(answer, "%lld}", arrivals[i].first_us);
		else
			fputs("null}", answer);
	}
	fputs("]}\n", answer);
}

void flow_command_stop(char **words, FILE *answer)
{
	double seconds;
	long sent;

	(void)words;
	if (traffic_stop(&sent, &seconds))
		fprintf(answer, "{\"stopped\":{\"sent\":%ld,"
			"\"seconds\":%.3f}}\n", sent, seconds);
	else
		fputs("{\"error\":\"no traffic is running, start it with "
		      "traffic PAIRS PER_SECOND MAX_SECONDS\"}\n", answer);
}

static void print_direction(const struct reachability_direction *direction,
			    int flows, FILE *answer)
{
	fprintf(answer, "{\"in\":\"%s\",\"out\":\"%s\",\"flows\":%d,"
		"\"through\":%d,\"sent\":%d,\"firstMs\":",
		direction->in->name, direction->out->name, flows,
		direction->through, direction->sent);
	if (direction->through)
		fprintf(answer, "%.3f}", direction->first_ms);
	else
		fputs("null}", answer);
}

void flow_command_reach(char **words, FILE *answer)
{
	static struct reachability request;

	if (!read_number(words[2], REACHABILITY_MAX_FLOWS, &request.flows,
			 answer) ||
	    !read_number(words[3], 600000, &request.deadline_ms, answer) ||
	    !read_pairs(words[1], &request.pairs, answer))
		return;
	if (reachability_probe(&request)) {
		answer_errno(answer, "reach");
		return;
	}
	fputs("{\"reach\":[", answer);
	for (int i = 0; i < request.direction_count; i++) {
		fputs(i ? "," : "", answer);
		print_direction(&request.directions[i], request.flows, answer);
	}
	fprintf(answer, "],\"startUs\":%.0f}\n", request.start_ms * 1e3);
}
