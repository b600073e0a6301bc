/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ENGINE_H
#define PEERUP_FORWARDER_ENGINE_H

#include "action.h"
#include "options.h"
#include "ring.h"

#include "gate.h"
#include "sent.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum afp_state { AFP_DOWN, AFP_UP };

/* What a thread publishes to the one that forwards to it, order.h says how. */
struct peer {
	atomic_int if_idx;
	atomic_int socket;
	atomic_int state;
	atomic_uint send_errors;
	pthread_mutex_t lock;
	atomic_bool left_up;	/* at a gate: UP when it was noted last */
};

/*
 * Upstream's turn is a plain int, read and written without synchronisation:
 * undefined behaviour in C, which we cannot copy.  It is atomic here, and
 * sequentially consistent, because that is what the model assumes.
 */
struct peers_list {
	atomic_int turn;	/* how many threads, 0: barrier open */
	atomic_int reached;	/* bumps so far */
};

/*
 * A thread's own view.  It alone writes here, and others read it only for a
 * snapshot, while it stands at a gate, which orders memory: relaxed atomics,
 * so that this too is no data race.
 */
struct own {
	atomic_int socket;
	atomic_int afp_state;
	atomic_int peer_update;	/* until it first reopens: bumps are its duty */
	atomic_int counted;	/* what its fetch-add on reached gave */
	atomic_int loaded_if_idx;
	atomic_int loaded_socket;
};

/* The last send, for the snapshot; relaxed like the rest of the view. */
struct sent {
	atomic_int result;	/* SENT_NONE, SENT_OK or an errno */
	atomic_int socket;
	atomic_int if_idx;
	atomic_ullong used;	/* the socket behind that number, 0: none */
	atomic_ullong held;	/* the peer's own socket */
	atomic_int state;	/* the peer's, as published */
	atomic_int afp_state;	/* the peer's own */
};

enum thread_status { THREAD_STARTING, THREAD_RUNNING, THREAD_FAILED };

struct interface {
	const char *name;
	int fanout_id;
	atomic_ulong packets;
	atomic_ulong drops;
};

struct thread {
	char name[8 + IFNAMSIZ];
	struct engine *engine;
	struct interface *interface;
	int number;		/* on its interface, from 0 */
	int turn;		/* among all threads, from 0 */
	struct peer published;
	struct thread *peer;	/* to whose socket it forwards */
	struct own own;
	struct sent sent;
	struct ring ring;
	struct gate gate;
	int failed_reopens;	/* nobody else asks */
	bool has_sent;		/* nor this */
	atomic_int status;
	pthread_t pthread;
};

struct engine {
	struct options options;
	struct peers_list peers;
	struct interface interfaces[MAX_INTERFACES];
	struct thread *threads;	/* in turn order */
	int thread_count;
	bool steered;		/* frames say which thread they are for */
	atomic_bool stop;
	int status_fd;		/* readable when a thread's status changed */
	int query_fd;		/* asks about interfaces, for snapshots */
};

static inline int own_get(const atomic_int *value)
{
	return atomic_load_explicit(value, memory_order_relaxed);
}

static inline void own_set(atomic_int *value, int to)
{
	atomic_store_explicit(value, to, memory_order_relaxed);
}

/* Here the thread's next step begins. */
static inline void at(struct thread *t, enum action action)
{
	gate_at(&t->gate, action_names[action]);
}

/* Nothing is handed over with the flag. */
static inline bool stopping(const struct thread *t)
{
	return atomic_load_explicit(&t->engine->stop, memory_order_relaxed);
}

#endif
