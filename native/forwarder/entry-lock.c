// SPDX-License-Identifier: MIT
#include "entry-lock.h"

#include "engine.h"
#include "log.h"
#include "mutant.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool locks(const struct thread *t)
{
	return t->engine->options.features.lock && !MUTANT_LOCK_SKIPPED;
}

/* A mutex that fails is a bug here: no result would mean anything. */
static void check(const struct thread *t, int error)
{
	if (!error)
		return;
	log_line(t->name, "Error", "threads", "mutex: %s", strerror(error));
	exit(EXIT_FAILURE);
}

static bool take(const struct thread *t, struct peer *entry)
{
	int error;

	if (!gate_attached(&t->gate)) {
		check(t, pthread_mutex_lock(&entry->lock));
		return true;
	}
	error = pthread_mutex_trylock(&entry->lock);
	if (error == EBUSY)
		return false;
	check(t, error);
	return true;
}

void entry_lock_expect_covered(const struct thread *t,
			       const struct peer *entry)
{
	if (!locks(t) || !gate_attached(&t->gate) ||
	    !atomic_load(&entry->left_up) ||
	    atomic_load(&entry->state) == AFP_UP)
		return;
	log_line(t->name, "Error", "threads", "DOWN was stored without the "
		 "entry's lock");
	exit(EXIT_FAILURE);
}

void entry_lock_note_state(const struct thread *t, struct peer *entry)
{
	if (locks(t) && gate_attached(&t->gate))
		atomic_store(&entry->left_up,
			     atomic_load(&entry->state) == AFP_UP);
}

void entry_lock_take(struct thread *t, struct peer *entry, enum action gate)
{
	do {
		at(t, gate);
		if (MUTANT_DOWN_EARLY && gate == PUBLISH_DOWN)
			atomic_store(&entry->state, AFP_DOWN);
	} while (locks(t) && !take(t, entry));
	entry_lock_expect_covered(t, entry);
}

void entry_lock_release(struct thread *t, struct peer *entry)
{
	if (!locks(t))
		return;
	entry_lock_note_state(t, entry);
	check(t, pthread_mutex_unlock(&entry->lock));
}
