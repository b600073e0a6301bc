// SPDX-License-Identifier: MIT
#include "experiment.h"

#include "batch.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* The first two processors that this process may use. */
static enum experiment_result find_cpus(int cpus[2])
{
	cpu_set_t allowed;
	int found = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return EXPERIMENT_ERRNO;
	for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			cpus[found++] = cpu;
	return found == 2 ? EXPERIMENT_DONE : EXPERIMENT_ONE_CPU;
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
		error = pthread_create(id, &attributes, batch_run_all, thread);
	pthread_attr_destroy(&attributes);
	return error;
}

static enum experiment_result run_both(struct litmus *litmus)
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
		/* The first thread must not wait for the second one. */
		atomic_store(&litmus->barrier.given_up, true);
	for (int i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	if (error) {
		errno = error;
		return EXPERIMENT_ERRNO;
	}
	return threads[0].late || threads[1].late ? EXPERIMENT_LATE
						  : EXPERIMENT_DONE;
}

enum experiment_result experiment_run(const struct shape *shape,
				      const struct experiment_bounds *bounds,
				      struct experiment_counts *counts)
{
	enum experiment_result result = find_cpus(counts->cpus);
	struct litmus *litmus;

	if (result != EXPERIMENT_DONE)
		return result;
	litmus = aligned_alloc(SHAPE_CACHE_LINES, sizeof(*litmus));
	if (!litmus)
		return EXPERIMENT_ERRNO;
	memset(litmus, 0, sizeof(*litmus));
	litmus->shape = shape;
	litmus->bounds = bounds;
	litmus->counts = counts;
	for (int i = 0; i < BATCH_CELLS; i++)
		litmus->order[i] = i;
	result = run_both(litmus);
	free(litmus);
	return result;
}
