/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOW_COMMANDS_H
#define PEERUP_INJECTOR_FLOW_COMMANDS_H

#include <stdio.h>

/*
 * The injector's commands about flows.  Each takes the words of the command
 * and writes its answer, one JSON line, to a file.
 *
 *	traffic PAIRS PER_SECOND MAX_SECONDS	start steady traffic
 *	arrivals				frames out since the last call
 *	stop					end the traffic
 *	reach PAIRS FLOWS DEADLINE_MS		which flows come through
 */
void flow_command_traffic(char **words, FILE *answer);
void flow_command_arrivals(char **words, FILE *answer);
void flow_command_stop(char **words, FILE *answer);
void flow_command_reach(char **words, FILE *answer);

#endif
