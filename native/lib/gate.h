/* SPDX-License-Identifier: MIT */
/*
 * Gates: places where a thread of a program stops until a driver lets it go.
 *
 *	static struct gate gate;
 *
 *	gate_attach(&gate, "worker", write_snapshot, NULL);
 *	gate_at(&gate, "Load");
 *	...what happens between here and the next gate is one step...
 *	gate_at(&gate, "Store");
 *
 * PEERUP_GATES="worker=5,other=6" names the socket that a thread's driver
 * holds the other end of.  Without it, or for a thread that it does not name,
 * a gate costs one branch; with -DPEERUP_NO_GATES, nothing.
 *
 * Up, one JSON line a message:
 *	{"hello":"peerup-gate/1","thread":"worker","pid":123}
 *	{"at":"Load","thread":"worker","ran_us":12,"snapshot":{...}}
 *	{"look":"Load","thread":"worker","snapshot":{...}}
 * Down, one word a line:
 *	go	leave this gate
 *	look	send a snapshot, stay here
 *	free	leave this gate, and stop at none from now on
 *	abort	exit with 0, as at end of file: the driver is gone
 * Anything else is a bug of the driver: a message, and exit with 70.
 *
 * A gate orders memory: it is a system call and a hand-over.
 */
#ifndef PEERUP_GATE_H
#define PEERUP_GATE_H

#include <stdbool.h>
#include <stddef.h>

#define GATE_PROTOCOL "peerup-gate/1"
#define GATE_LINE_MAX 65536
#define GATE_WORD_MAX 16
#define GATE_EXIT_PROTOCOL 70

/* A line being written.  It is an error to write more than fits. */
struct gate_text {
	char *text;
	size_t size;
	size_t length;
};

/* Writes the program's shared state as one JSON object. */
typedef void gate_snapshot_fn(struct gate_text *text, void *context);

/* All zero: detached. */
struct gate {
	int fd;
	const char *thread;
	gate_snapshot_fn *snapshot;
	void *context;
	char input[GATE_WORD_MAX];	/* what came and is not yet obeyed */
	size_t input_length;
	char *line;			/* what it says, GATE_LINE_MAX bytes */
	long released_us;		/* when the thread went on last */
};

#ifndef PEERUP_NO_GATES

void gate_attach(struct gate *gate, const char *thread,
		 gate_snapshot_fn *snapshot, void *context);
void gate_stop(struct gate *gate, const char *name);
void gate_print(struct gate_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The thread's own business: no other thread asks. */
static inline bool gate_attached(const struct gate *gate)
{
	return __builtin_expect(gate->fd > 0, 0);
}

static inline void gate_at(struct gate *gate, const char *name)
{
	if (gate_attached(gate))
		gate_stop(gate, name);
}

#else

static inline void gate_attach(struct gate *gate, const char *thread,
			       gate_snapshot_fn *snapshot, void *context)
{
	(void)gate, (void)thread, (void)snapshot, (void)context;
}

static inline bool gate_attached(const struct gate *gate)
{
	(void)gate;
	return false;
}

static inline void gate_at(struct gate *gate, const char *name)
{
	(void)gate, (void)name;
}

__attribute__((format(printf, 2, 3)))
static inline void gate_print(struct gate_text *text, const char *format, ...)
{
	(void)text, (void)format;
}

#endif
#endif
