// SPDX-License-Identifier: MIT
/*
 * Two threads add one to a counter.  With a load and a store an update can get
 * lost; with an atomic addition it cannot.  Each gate has the name of an
 * action in LostUpdate.tla.
 */
#include "../../native/lib/gate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static atomic_int counter;
static bool add_atomically;

static struct adder {
	const char *name;
	struct gate gate;
	atomic_int local;	/* the value that it loaded */
	pthread_t thread;
} adders[] = { { .name = "a" }, { .name = "b" } };

/* Consistent: the other thread stands at a gate, or has not come to one. */
static void write_snapshot(struct gate_text *text, void *context)
{
	(void)context;
	gate_print(text, "{\"counter\":%d,\"local\":{\"a\":%d,\"b\":%d}}",
		   counter, adders[0].local, adders[1].local);
}

static void *add_one(void *argument)
{
	struct adder *adder = argument;

	gate_at(&adder->gate, "Load");
	if (add_atomically) {
		adder->local = atomic_fetch_add(&counter, 1) + 1;
	} else {
		adder->local = counter;
		gate_at(&adder->gate, "Store");
		counter = adder->local + 1;
	}
	gate_at(&adder->gate, "Done");
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "--variant") ||
	    (strcmp(argv[2], "load-store") && strcmp(argv[2], "atomic"))) {
		fputs("usage: lost-update --variant load-store|atomic\n",
		      stderr);
		return 2;
	}
	add_atomically = !strcmp(argv[2], "atomic");
	for (int i = 0; i < 2; i++)
		gate_attach(&adders[i].gate, adders[i].name, write_snapshot,
			    NULL);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&adders[i].thread, NULL, add_one,
				   &adders[i]))
			return 1;
	for (int i = 0; i < 2; i++)
		if (pthread_join(adders[i].thread, NULL))
			return 1;
	printf("counter: %d\n", counter);
	return 0;
}
