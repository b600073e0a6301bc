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

/* What a thread publishes for its peer, which forwards to it; see order.h. */
struct peer {
	atomic_int if_idx;
	atomic_int socket;
	atomic_int state;
	atomic_uint send_errors;
	pthread_mutex_t lock;
	atomic_bool left_up;	/* was state UP when it was noted last? */
};

/*
 * Upstream's turn is a plain int, read and written without synchronisation,
 * which is undefined behaviour in C.  It is atomic here, and sequentially
 * consistent, as the model assumes.
 */
struct peers_list {
	atomic_int turn;	/* how many threads, 0: barrier open */
	atomic_int reached;	/* bumps so far */
};

/*
 * A thread's own view.  Only the thread writes it.  Others read it for a
 * snapshot alone, while the thread stands at a gate, which orders memory;
 * relaxed atomics keep that from being a data race.
 */
struct own {
	atomic_int socket;
	atomic_int afp_state;
	atomic_int peer_update;	/* true until it first reopens: it must bump */
	atomic_int counted;	/* reached after its own bump */
	atomic_int loaded_if_idx;
	atomic_int loaded_socket;
};

/* The last send, for the snapshot; relaxed as in struct own. */
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
	struct thread *peer;	/* it forwards to this thread's socket */
	struct own own;
	struct sent sent;
	struct ring ring;
	struct gate gate;
	int failed_reopens;	/* the thread's alone */
	bool has_sent;		/* the thread's alone */
	bool has_turn;		/* the thread's alone, as the next two */
	bool has_bumped;
	bool failed_fatally;
	atomic_int tid;
	atomic_bool misses_error;	/* see missed-error.h */
	atomic_bool asks;	/* is it inside the read of its error? */
	atomic_int status;
	pthread_t pthread;
};

struct engine {
	struct options options;
	struct peers_list peers;
	struct interface interfaces[MAX_INTERFACES];
	struct thread *threads;	/* in turn order */
	int thread_count;
	bool steered;		/* frames name the thread they are for */
	atomic_bool stop;
	int status_fd;		/* readable when a thread's status changed */
	int query_fd;		/* for ioctls on interfaces, for snapshots */
};

static inline int own_get(const atomic_int *value)
{
	return atomic_load_explicit(value, memory_order_relaxed);
}

static inline void own_set(atomic_int *value, int to)
{
	atomic_store_explicit(value, to, memory_order_relaxed);
}

/* The gate before the thread's next step. */
static inline void at(struct thread *t, enum action action)
{
	gate_at(&t->gate, action_names[action]);
}

/* Relaxed: the flag hands over no other data. */
static inline bool stopping(const struct thread *t)
{
	return atomic_load_explicit(&t->engine->stop, memory_order_relaxed);
}

#endif
