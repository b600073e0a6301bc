// SPDX-License-Identifier: MIT
/* Two threads, each pinned to a processor of its own. */
#include "batch.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* The first two processors that this process may use. */
static enum run_result find_cpus(int cpus[2])
{
	cpu_set_t allowed;
	int found = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return RUN_ERRNO;
	for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			cpus[found++] = cpu;
	return found == 2 ? RUN_DONE : RUN_ONE_CPU;
}

static int start_on(pthread_t *id, int cpu, struct litmus_thread *thread)
{
	pthread_attr_t attributes;
	cpu_set_t only;
	int error = pthread_attr_init(&attributes);

	if (error)
		return error;
	CPU_ZERO(&only);
	CPU_SET(cpu, &only);
	error = pthread_attr_setaffinity_np(&attributes, sizeof(only), &only);
	if (!error)
		error = pthread_create(id, &attributes, run_batches, thread);
	pthread_attr_destroy(&attributes);
	return error;
}

static enum run_result run_both(struct litmus *litmus)
{
	struct litmus_thread threads[2] = { { litmus, 0, false },
					    { litmus, 1, false } };
	pthread_t ids[2];
	int started, error = 0;

	litmus->start_s = clock_s();
	for (started = 0; started < 2; started++) {
		error = start_on(&ids[started], litmus->counts->cpus[started],
				 &threads[started]);
		if (error)
			break;
	}
	if (error)
		/* A first thread that waits for a second gives up. */
		atomic_store(&litmus->meeting.given_up, true);
	for (int i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	if (error) {
		errno = error;
		return RUN_ERRNO;
	}
	return threads[0].late || threads[1].late ? RUN_LATE : RUN_DONE;
}

enum run_result run(const struct shape *shape, const struct bounds *bounds,
		    struct counts *counts)
{
	enum run_result result = find_cpus(counts->cpus);
	struct litmus *litmus;

	if (result != RUN_DONE)
		return result;
	litmus = aligned_alloc(LINE, sizeof(*litmus));
	if (!litmus)
		return RUN_ERRNO;
	memset(litmus, 0, sizeof(*litmus));
	litmus->shape = shape;
	litmus->bounds = bounds;
	litmus->counts = counts;
	for (int i = 0; i < BATCH; i++)
		litmus->visits[i] = i;
	result = run_both(litmus);
	free(litmus);
	return result;
}
