// SPDX-License-Identifier: MIT
/*
 * injector [DESCRIPTOR]: sends frames into the clients' ends of the engine's
 * interfaces, counts the frames that come out, and sets links up and down
 * through DESCRIPTOR, a netlink socket of the engine's namespace.  It reads
 * commands from descriptor 4, one a line, answers each with one JSON line
 * there, and ends at end of file.
 */
#include "aim.h"
#include "flood.h"
#include "flow-commands.h"
#include "inject.h"
#include "link.h"
#include "number.h"
#include "port.h"
#include "probe.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_FD 4
#define MAX_WORDS 8

/* Ends the injector if its starter no longer reads answers. */
static void answer(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static void answer(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vdprintf(COMMAND_FD, format, args) < 0)
		exit(1);
	va_end(args);
}

static void answer_errno(const char *what)
{
	answer("{\"error\":\"%s: %s\"}\n", what, strerror(errno));
}

/* Reads a number in a range; -1 after an error answer. */
static long read_number(const char *word, long min, long max)
{
	unsigned long value;

	if (number_parse(word, min, max, &value))
		return value;
	answer("{\"error\":\"expected a number from %ld to %ld\"}\n", min, max);
	return -1;
}

/* The port of this name; NULL after an answer that says why not. */
static struct port *read_port(const char *name)
{
	struct port *port = port_find(name);

	if (!port)
		answer_errno("interface");
	return port;
}

/* send IFACE TARGET MEMBERS: a copy for each member */
static void do_send(char **words)
{
	const struct port *in = read_port(words[1]);
	long target, members;
	char why[256];

	if (!in)
		return;
	target = read_number(words[2], 0, PROBE_MAX_TARGETS - 1);
	if (target < 0)
		return;
	members = read_number(words[3], 0, PROBE_MAX_TARGETS);
	if (members < 0)
		return;
	if (aim_send_to_all(in, target, members, why, sizeof(why)))
		answer("{\"error\":\"%s\"}\n", why);
	else
		answer("{\"sent\":%ld}\n", members);
}

/*
 * aim IFACE SLOT MEMBERS: one frame, for that member of a cluster_cpu group;
 * aim-for-all sends one for each target there
 */
static void do_aim(char **words)
{
	bool for_all = !strcmp(words[0], "aim-for-all");
	int failed;
	const struct port *in = read_port(words[1]);
	long slot, members;
	char why[256];

	if (!in)
		return;
	members = read_number(words[3], 1, PROBE_MAX_TARGETS);
	if (members < 0)
		return;
	slot = read_number(words[2], 0, members - 1);
	if (slot < 0)
		return;
	failed = for_all ?
		aim_send_for_all(in, slot, members, why, sizeof(why)) :
		aim_send(in, slot, members, why, sizeof(why));
	if (failed)
		answer("{\"error\":\"%s\"}\n", why);
	else
		answer("{\"sent\":%ld}\n", for_all ? members : 1);
}

static void print_targets(const struct probe *probe, char *text, size_t size)
{
	size_t length = 0;

	for (int t = 0; t < probe->targets && length < size; t++)
		length += snprintf(text + length, size - length, "%s%d",
				   t ? "," : "", probe->received_for[t]);
}

static void answer_probe(const struct probe *probe, char **words)
{
	char targets[PROBE_MAX_TARGETS * 12];
	char first[32] = "null";

	print_targets(probe, targets, sizeof(targets));
	if (probe->received)
		snprintf(first, sizeof(first), "%.3f", probe->first_ms);
	answer("{\"probe\":{\"in\":\"%s\",\"out\":\"%s\",\"sent\":%d,"
	       "\"received\":%d,\"targets\":[%s],\"firstMs\":%s}}\n",
	       words[1], words[2], probe->sent, probe->received, targets,
	       first);
}

/* probe IN OUT THREADS COUNT DEADLINE_MS; probe-aimed sends as aim does */
static void do_probe(char **words)
{
	const struct port *in = read_port(words[1]);
	struct port *out = in ? read_port(words[2]) : NULL;
	struct probe probe = { 0 };

	if (!out)
		return;
	probe.targets = read_number(words[3], 1, PROBE_MAX_TARGETS);
	if (probe.targets < 0)
		return;
	probe.count = read_number(words[4], 1, 1000000);
	if (probe.count < 0)
		return;
	probe.deadline_ms = read_number(words[5], 1, 600000);
	if (probe.deadline_ms < 0)
		return;
	probe.aimed = !strcmp(words[0], "probe-aimed");
	if (probe_run(&probe, in, out))
		answer_errno("probe");
	else
		answer_probe(&probe, words);
}

/* flood IN OUT COUNT */
static void do_flood(char **words)
{
	const struct port *in = read_port(words[1]);
	struct port *out = in ? read_port(words[2]) : NULL;
	struct flood flood = { 0 };

	if (!out || (flood.count = read_number(words[3], 1, LONG_MAX)) < 0)
		return;
	if (flood_run(&flood, in, out))
		answer_errno("flood");
	else
		answer("{\"flood\":{\"in\":\"%s\",\"out\":\"%s\",\"sent\":%ld,"
		       "\"received\":%ld,\"seconds\":%.6f}}\n", words[1],
		       words[2], flood.sent, flood.received, flood.seconds);
}

/* link IFACE up|down */
static void do_link(char **words)
{
	bool up = !strcmp(words[2], "up");
	char why[256];

	if (!read_port(words[1]))
		return;
	if (!up && strcmp(words[2], "down"))
		answer("{\"error\":\"expected up or down\"}\n");
	else if (link_set(words[1], up, why, sizeof(why)))
		answer("{\"error\":\"%s\"}\n", why);
	else
		answer("{\"link\":\"%s\"}\n", words[2]);
}

/* Collects the answer of a flow command, so that it is sent in one write. */
static void do_flow(void (*run)(char **words, FILE *answer), char **words)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		exit(1);
	run(words, file);
	if (fclose(file))
		exit(1);
	answer("%s", text);
	free(text);
}

static void do_traffic(char **words)
{
	do_flow(flow_command_traffic, words);
}

static void do_arrivals(char **words)
{
	do_flow(flow_command_arrivals, words);
}

static void do_stop(char **words)
{
	do_flow(flow_command_stop, words);
}

static void do_reach(char **words)
{
	do_flow(flow_command_reach, words);
}

static const struct command {
	const char *name;
	int words;		/* the name included */
	void (*run)(char **words);
} commands[] = {
	{ "send", 4, do_send },
	{ "aim", 4, do_aim },
	{ "aim-for-all", 4, do_aim },
	{ "probe", 6, do_probe },
	{ "probe-aimed", 6, do_probe },
	{ "flood", 4, do_flood },
	{ "link", 3, do_link },
	{ "traffic", 4, do_traffic },
	{ "arrivals", 1, do_arrivals },
	{ "stop", 1, do_stop },
	{ "reach", 4, do_reach },
};

static void obey(char *line)
{
	char *words[MAX_WORDS + 1] = { NULL }, *word, *rest = line;
	int count = 0;

	while (count < MAX_WORDS && (word = strtok_r(rest, " \n", &rest)))
		words[count++] = word;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		const struct command *command = &commands[i];

		if (count == command->words &&
		    !strcmp(words[0], command->name)) {
			command->run(words);
			return;
		}
	}
	answer("{\"error\":\"expected send IFACE TARGET MEMBERS, "
	       "aim or aim-for-all IFACE SLOT MEMBERS, "
	       "probe or probe-aimed IN OUT THREADS COUNT DEADLINE_MS, "
	       "flood IN OUT COUNT, link IFACE up|down, "
	       "traffic PAIRS PER_SECOND MAX_SECONDS, arrivals, stop or "
	       "reach PAIRS FLOWS DEADLINE_MS\"}\n");
}

int main(int argc, char **argv)
{
	FILE *input = fdopen(COMMAND_FD, "r");
	char *line = NULL;
	size_t size = 0;

	if (!input) {
		perror("injector: cannot read commands from descriptor 4");
		return 1;
	}
	if (argc > 1)
		link_use_engine_socket(atoi(argv[1]));
	while (getline(&line, &size, input) > 0)
		obey(line);
	free(line);
	return 0;
}
