// SPDX-License-Identifier: MIT
#include "flow-commands.h"

#include "port.h"
#include "reach.h"
#include "traffic.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void say_errno(FILE *answer, const char *what)
{
	fprintf(answer, "{\"error\":\"%s: %s\"}\n", what, strerror(errno));
}

/* False after an answer if it is no number in this range. */
static bool number(const char *word, int most, int *value, FILE *answer)
{
	char *end;
	long read;

	errno = 0;
	read = strtol(word, &end, 10);
	*value = read;
	if (!errno && !*end && end != word && read >= 1 && read <= most)
		return true;
	fprintf(answer, "{\"error\":\"expected a number from 1 to %d\"}\n",
		most);
	return false;
}

static bool read_pairs(char *word, struct pairs *pairs, FILE *answer)
{
	if (!pairs_parse(word, pairs))
		return true;
	say_errno(answer, "expected pairs such as tx0:rx0,tx1:rx1");
	return false;
}

void flow_traffic(char **words, FILE *answer)
{
	int per_second, max_seconds;
	struct pairs pairs;

	if (!number(words[2], 100000, &per_second, answer) ||
	    !number(words[3], 10000000, &max_seconds, answer) ||
	    !read_pairs(words[1], &pairs, answer))
		return;
	if (traffic_start(&pairs, per_second, max_seconds))
		say_errno(answer, "traffic");
	else
		fputs("{\"traffic\":\"running\"}\n", answer);
}

void flow_arrivals(char **words, FILE *answer)
{
	struct arrivals arrivals[MAX_PAIRS];
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

void flow_stop(char **words, FILE *answer)
{
	double seconds;
	long sent;

	(void)words;
	if (traffic_stop(&sent, &seconds))
		fprintf(answer, "{\"stopped\":{\"sent\":%ld,"
			"\"seconds\":%.3f}}\n", sent, seconds);
	else
		fputs("{\"error\":\"expected traffic, there is none\"}\n",
		      answer);
}

static void print_way(const struct way *way, int flows, FILE *answer)
{
	fprintf(answer, "{\"in\":\"%s\",\"out\":\"%s\",\"flows\":%d,"
		"\"through\":%d,\"sent\":%d,\"firstMs\":", way->in->name,
		way->out->name, flows, way->through, way->sent);
	if (way->through)
		fprintf(answer, "%.3f}", way->first_ms);
	else
		fputs("null}", answer);
}

void flow_reach(char **words, FILE *answer)
{
	static struct reach reach;

	if (!number(words[2], MAX_FLOWS, &reach.flows, answer) ||
	    !number(words[3], 600000, &reach.deadline_ms, answer) ||
	    !read_pairs(words[1], &reach.pairs, answer))
		return;
	if (reach_run(&reach)) {
		say_errno(answer, "reach");
		return;
	}
	fputs("{\"reach\":[", answer);
	for (int i = 0; i < reach.way_count; i++) {
		fputs(i ? "," : "", answer);
		print_way(&reach.ways[i], reach.flows, answer);
	}
	fprintf(answer, "],\"startUs\":%.0f}\n", reach.start_ms * 1e3);
}
