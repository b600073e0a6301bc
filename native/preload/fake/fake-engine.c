// SPDX-License-Identifier: MIT
/*
 * preload-fake-engine CASE [ring-first]: a program that looks like an engine to the
 * preloaded library.  It initialises two capture threads over a fake list, and
 * each of them sleeps once for its turn, or opens a socket with its ring first.
 */
#include "fake-list.h"
#include "ring-first.h"

#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

extern struct fake_list_head peerslist;
struct fake_list_head peerslist;

static pthread_barrier_t all_ready;

/* The main thread initialises one at a time, as upstream does. */
struct worker {
	const char *iface;
	const char *name;
	pthread_barrier_t ready;
	int turn;
	int ring_first;
};

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct ifreq request = { 0 };

	pthread_setname_np(pthread_self(), worker->name);
	strcpy(request.ifr_name, worker->iface);
	ioctl(0, SIOCGIFINDEX, &request);
	pthread_barrier_wait(&worker->ready);
	pthread_barrier_wait(&all_ready);
	if (worker->ring_first)
		ring_first_open(&peerslist, worker->turn, worker->iface);
	else
		usleep(1000);
	return NULL;
}

int main(int argc, char **argv)
{
	struct worker workers[2] = {
		{ .iface = "tx0", .name = "W#01-tx0" },
		{ .iface = "rx0", .name = "W#01-rx0" },
	};
	pthread_t threads[2];

	pthread_barrier_init(&all_ready, NULL, 3);
	for (int i = 0; i < 2; i++) {
		pthread_barrier_init(&workers[i].ready, NULL, 2);
		workers[i].turn = i;
		workers[i].ring_first = argc == 3;
		if (argc < 2 || argc > 3 ||
		    fake_list_add(&peerslist, argv[1], workers[i].iface) ||
		    pthread_create(&threads[i], NULL, work, &workers[i]))
			return 2;
		pthread_barrier_wait(&workers[i].ready);
	}
	if (argc == 2)
		fake_list_open(argv[1]);
	pthread_barrier_wait(&all_ready);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	printf("ended by itself\n");
	return 0;
}
