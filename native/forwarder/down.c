// SPDX-License-Identifier: MIT
#include "down.h"

#include "create.h"
#include "engine.h"
#include "entry-lock.h"
#include "log.h"
#include "mutant.h"

#include <errno.h>
#include <unistd.h>

#define REOPEN_US 500000

/* Upstream stores nothing here: its entry stays UP. */
static void store_down(struct thread *t)
{
	const struct options *options = &t->engine->options;

	if (options->features.publish_down && !MUTANT_DOWN_NOT_PUBLISHED)
		publish(options->order, &t->published.state, AFP_DOWN);
}

static void publish_down(struct thread *t)
{
	entry_lock_take(t, &t->published, PUBLISH_DOWN);
	if (!MUTANT_DOWN_LATE)
		store_down(t);
	entry_lock_release(t, &t->published);
	if (MUTANT_DOWN_LATE)
		store_down(t);
}

/* Publishes DOWN first, so that later senders drop at the guard. */
void down_go(struct thread *t)
{
	publish_down(t);
	at(t, SWITCH_DOWN);
	own_set(&t->own.afp_state, AFP_DOWN);
	log_line(t->name, "Warning", "af-packet", "%s: interface went down",
		 t->interface->name);
}

static void close_old(struct thread *t)
{
	if (!MUTANT_STALE_KEPT) {
		create_close(t);
		return;
	}
	ring_unmap(&t->ring);
	own_set(&t->own.socket, 0);
}

/*
 * If DOWN is not published, the peer goes on sending to the number that is
 * closed here, which the kernel may give to another socket.
 */
void down_reopen(struct thread *t)
{
	at(t, REOPEN);
	if (!gate_attached(&t->gate) && usleep(REOPEN_US) && errno != EINTR)
		return;
	if (stopping(t))
		return;
	close_old(t);
	own_set(&t->own.peer_update, false);
	if (create_socket(t) == DONE)
		log_line(t->name, "Info", "af-packet",
			 "%s: interface is back up", t->interface->name);
}
