/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOW_COMMANDS_H
#define PEERUP_INJECTOR_FLOW_COMMANDS_H

#include <stdio.h>

/*
 * Commands about traffic, and whether it comes through.  Each writes its
 * answer, a JSON line, to a file.
 *
 *	traffic PAIRS PER_SECOND MAX_SECONDS
 *	arrivals
 *	stop
 *	reach PAIRS FLOWS DEADLINE_MS
 */
void flow_traffic(char **words, FILE *answer);
void flow_arrivals(char **words, FILE *answer);
void flow_stop(char **words, FILE *answer);
void flow_reach(char **words, FILE *answer);

#endif
