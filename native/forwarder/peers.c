// SPDX-License-Identifier: MIT
/*
 * Turns and the start barrier.  Threads open their sockets one after the other,
 * in the order of their turns: each bump lets the next thread go on.  The last
 * bump opens the barrier, for which all of them wait.  If a variant bumps after
 * the publication, an open barrier means that every socket is published;
 * otherwise it does not.
 */
#include "peers.h"

#include "engine.h"
#include "entry-lock.h"
#include "mutant.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TURN_WAIT_US 1000
#define NO_IF_INDEX -1

static int if_index(int fd, const char *interface)
{
	struct ifreq request = { 0 };

	memcpy(request.ifr_name, interface, strlen(interface) + 1);
	if (ioctl(fd, SIOCGIFINDEX, &request))
		return NO_IF_INDEX;
	return request.ifr_ifindex;
}

int peers_add(struct thread *t)
{
	t->turn = atomic_fetch_add(&t->engine->peers.turn, 1);
	/* As upstream, which calls ioctl() on descriptor 0 without a socket. */
	atomic_store(&t->published.if_idx, if_index(0, t->interface->name));
	atomic_store(&t->published.socket, 0);
	atomic_store(&t->published.state, AFP_DOWN);
	own_set(&t->own.peer_update, true);
	return pthread_mutex_init(&t->published.lock, NULL);
}

/* Loads turn first: reached means nothing once the barrier is open. */
static bool is_my_turn(struct thread *t)
{
	struct peers_list *peers = &t->engine->peers;

	return atomic_load(&peers->turn) == 0 ||
	       atomic_load(&peers->reached) == t->turn;
}

int peers_wait_turn(struct thread *t)
{
	for (;;) {
		at(t, WAIT_TURN);
		if (stopping(t))
			return -1;
		if (is_my_turn(t)) {
			t->has_turn = true;
			return 0;
		}
		/* With a driver the thread waits at its gate instead. */
		if (!gate_attached(&t->gate) &&
		    usleep(TURN_WAIT_US) && errno != EINTR)
			return -1;
	}
}

static void store_reached(struct thread *t)
{
	if (!MUTANT_REACHED_KEPT)
		atomic_store(&t->engine->peers.reached, 0);
}

/* A thread without a socket did not get as far as the early bump. */
static bool bumped_early(const struct thread *t)
{
	return MUTANT_BUMP_MOVED && own_get(&t->own.socket) &&
	       t->engine->options.features.bump != BUMP_AFTER_BIND;
}

static int add_reached(struct thread *t)
{
	struct peers_list *peers = &t->engine->peers;

	if (t->failed_fatally ? MUTANT_FATAL_UNBUMPED :
	    MUTANT_FAILURE_UNBUMPED && !own_get(&t->own.socket))
		return atomic_load(&peers->reached) + 1;
	return atomic_fetch_add(&peers->reached, 1) + 1;
}

/*
 * Only the thread whose count completes the turns reaches the stores.  All
 * others have bumped by then, so reached does not change between the stores.
 */
void peers_bump(struct thread *t)
{
	struct peers_list *peers = &t->engine->peers;
	bool last;

	t->has_bumped = true;
	at(t, BUMP_READ_TURN);
	if (atomic_load(&peers->turn) == 0 || bumped_early(t))
		return;
	at(t, BUMP_ADD_REACHED);
	own_set(&t->own.counted, add_reached(t));
	at(t, BUMP_REREAD_TURN);
	last = atomic_load(&peers->turn) == own_get(&t->own.counted);
	own_set(&t->own.counted, 0);
	if (!last)
		return;
	at(t, BUMP_STORE_REACHED);
	store_reached(t);
	at(t, BUMP_STORE_TURN);
	atomic_store(&peers->turn, 0);
}

void peers_bump_unseen(struct thread *t)
{
	struct peers_list *peers = &t->engine->peers;

	if ((MUTANT_BUMP_MOVED && !bumped_early(t)) ||
	    atomic_load(&peers->turn) == 0 ||
	    add_reached(t) != atomic_load(&peers->turn))
		return;
	store_reached(t);
	atomic_store(&peers->turn, 0);
}

static void publish_if_index(struct thread *t)
{
	own_set(&t->own.afp_state, AFP_UP);
	publish(t->engine->options.order, &t->published.if_idx,
		if_index(own_get(&t->own.socket), t->interface->name));
}

static void publish_socket(struct thread *t)
{
	publish(t->engine->options.order, &t->published.socket,
		own_get(&t->own.socket));
}

static void publish_state(struct thread *t)
{
	entry_lock_expect_covered(t, &t->published);
	publish(t->engine->options.order, &t->published.state,
		own_get(&t->own.afp_state));
	entry_lock_note_state(t, &t->published);
}

/*
 * Stores the state last: a thread that loads UP finds the other two fields
 * published, unless the order is relaxed.
 */
void peers_publish(struct thread *t)
{
	at(t, PUBLISH_IF_INDEX);
	publish_if_index(t);
	at(t, PUBLISH_SOCKET);
	if (MUTANT_PUBLICATION_SWAPPED)
		publish_state(t);
	else
		publish_socket(t);
	at(t, PUBLISH_STATE);
	if (MUTANT_PUBLICATION_SWAPPED)
		publish_socket(t);
	else
		publish_state(t);
}
