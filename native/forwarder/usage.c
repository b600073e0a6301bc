// SPDX-License-Identifier: MIT
#include "usage.h"

#include "features.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
"usage: forwarder --interfaces tx0:rx0,tx1:rx1 [OPTION]...\n"
"\n"
"Forwards frames between the interfaces of each pair, both ways, as an inline\n"
"AF_PACKET engine does.\n"
"\n"
"  --interfaces PAIRS   inline pairs of interfaces that exist\n"
"  --features LIST      how it starts: a value of each feature of\n"
"                       spec/models.json, with commas between them\n"
"%s"
"  --memory-order ORDER seq-cst, acq-rel or relaxed (default seq-cst), of the\n"
"                       stores that publish a peer's if_idx, socket and\n"
"                       state, and of the loads of guard and sender; the\n"
"                       barrier's turn and reached stay seq-cst\n"
"  --threads N          capture threads on each interface (default 1)\n"
"  --ring-delay-us N    wait so long before a thread's first ring is set up\n"
"                       (default 0)\n"
"  --fail-ring N        the first ring of the Nth thread in turn order fails,\n"
"                       as if the kernel had refused it: the thread ends\n"
"  --miss-in-ring       a link that goes down while a driver holds a thread before\n"
"                       its ring leaves no error on its socket, as if the\n"
"                       kernel were setting up the ring then\n"
"  --events FD          report there when a thread has bound, has its ring,\n"
"                       is published, leaves the barrier, sends and fails\n"
"  --log FILE           log there and not to standard output\n"
"  --fanout TYPE        cpu: the processor that takes a frame selects its\n"
"                       thread; default: with gates the threads take turns,\n"
"                       without gates the flow selects\n"
"  --gates              print the names of all gates and exit\n"
"  --help, --version\n"
"\n"
"Exit: 0 stopped by a signal, 1 failed, 2 wrong usage, 3 no permission.\n";

void usage_wrong(const char *format, ...)
{
	va_list args;

	fputs("forwarder: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nTry forwarder --help.\n", stderr);
	exit(EXIT_USAGE);
}

void usage_help(void)
{
	char features[1024];

	features_write_usage("                       ", features,
			     sizeof(features));
	printf(help, features);
	exit(0);
}
