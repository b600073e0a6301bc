/* SPDX-License-Identifier: MIT */
/*
 * Gates: named points at which a thread of a program stops until a driver
 * releases it.  A driver that holds every thread at a gate, and releases one
 * at a time, decides in which order the threads take their steps.  gate.h and
 * gate.c need only POSIX and each other: compile gate.c (C11) into your
 * program, and include this header from C11 or C++.
 *
 * A program
 *
 *	static struct gate gate;	// one for each thread, zeroed
 *
 *	gate_attach(&gate, "worker", write_snapshot, NULL);
 *	gate_at(&gate, "Load");		// stops here
 *	local = counter;		// the step "Load"
 *	gate_at(&gate, "Store");	// reports, and stops here
 *	counter = local + 1;		// the step "Store"
 *	gate_at(&gate, "Done");
 *
 * The code between a gate and the thread's next one is one step; it has the
 * name of the gate at its beginning.  Use the action's name in your
 * specification.  Put a gate before each access to shared state whose order
 * matters.  A thread that waits must poll: put the gate inside the loop, so
 * that one release tests the condition once and comes back to the same gate
 * if it is false.  A thread that blocks between two gates never reports, and
 * the driver times out.
 *
 * How a driver attaches
 *
 * The driver makes one stream socket pair for each thread, and starts the
 * program with one end of each as an inherited descriptor.  The environment
 * variable PEERUP_GATES says which descriptor belongs to which thread:
 *
 *	PEERUP_GATES="worker=5,other=6"
 *
 * Without the variable, or for a thread that it does not name, a gate is
 * detached and costs one branch.  With -DPEERUP_NO_GATES it costs nothing,
 * and gate.c compiles to nothing.
 *
 * From the program, one JSON object a line:
 *
 *	{"hello":"peerup-gate/1","thread":"worker","pid":123}
 *		Sent once, by gate_attach().
 *	{"at":"Load","thread":"worker","ran_us":12,"snapshot":{...}}
 *		The thread has stopped at this gate, and waits.  ran_us is the
 *		time in microseconds since its last release, or since
 *		gate_attach(); a client may leave it out.
 *	{"look":"Load","thread":"worker","snapshot":{...}}
 *		The answer to "look".
 *
 * A snapshot has one member for each variable of the specification that the
 * program can see, with the value in ITF notation: true, a string, an integer
 * (from -(2^53-1) to 2^53-1), [1,2] for a sequence, {"a":1} for a record or
 * for a function of strings, {"#map":[[0,7]]} for a function of other values,
 * {"#set":[1]} for a set.  The member "extra" is for the driver, and is not
 * compared with the specification.
 *
 * From the driver, one word a line, ended by "\n" alone:
 *
 *	go	leave this gate, run to the next one
 *	look	send a new snapshot, stay at this gate
 *	free	leave this gate, and stop at no gate from now on
 *	abort	end the program with exit code 0
 *
 * Words may arrive together; a thread takes the next one at its next gate.
 * End of file in place of a word means that the driver is gone, and ends the
 * program as "abort" does.  After "free" the program sends nothing more and
 * leaves the socket open, so its end of file tells the driver that the
 * program has ended.  Any other word, and half a word before end of file, is
 * an error of the driver: the program prints a line on standard error and
 * ends with exit code GATE_EXIT_PROTOCOL.  It ends in the same way if it
 * cannot use its descriptor, or if a message gets too long.
 *
 * A released thread and the driver synchronise through the socket: what one
 * thread wrote before it stopped at a gate happens before what the next
 * released thread does.
 */
#ifndef PEERUP_GATE_H
#define PEERUP_GATE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GATE_PROTOCOL "peerup-gate/1"
#define GATE_LINE_MAX 65536	/* bytes of a message to the driver */
#define GATE_WORD_MAX 16	/* bytes of a word from the driver */
#define GATE_EXIT_PROTOCOL 70

/* A message that is being written; only gate_print() changes it. */
struct gate_text {
	char *text;
	size_t size;
	size_t length;
};

/*
 * Writes the shared state with gate_print(), as one JSON object, without line
 * breaks.  It runs in the thread that stops, and context is the pointer given
 * to gate_attach().  Until the driver holds all threads, others run
 * meanwhile: read what they write with atomics.
 */
typedef void gate_snapshot_fn(struct gate_text *text, void *context);

/*
 * The gates of one thread.  All zero means detached.  Only the thread itself
 * uses it after gate_attach(), and only through the functions below.
 */
struct gate {
	int fd;				/* its socket; 0: detached */
	const char *thread;
	gate_snapshot_fn *snapshot;
	void *context;
	char input[GATE_WORD_MAX];	/* received, and not yet obeyed */
	size_t input_length;
	char *line;			/* GATE_LINE_MAX bytes for messages */
	long released_us;		/* when it last left a gate */
};

#ifndef PEERUP_NO_GATES

/*
 * Attaches a thread to its driver and sends the hello, or leaves the gate
 * detached if PEERUP_GATES does not name the thread.  Any thread may call it,
 * before the gate's first use.  The name must not contain " \ = or a comma,
 * and must stay valid as long as the gate.
 */
void gate_attach(struct gate *gate, const char *thread,
		 gate_snapshot_fn *snapshot, void *context);

/*
 * Reports an attached thread's arrival and waits for its release.  Keeps
 * errno.  Call gate_at(), which tests first whether the gate is attached.
 */
void gate_stop(struct gate *gate, const char *name);

/*
 * Appends to a snapshot, as printf() would.  Strings are not escaped.  A text
 * that does not fit ends the program with GATE_EXIT_PROTOCOL.
 */
void gate_print(struct gate_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether a driver holds this thread at gates.  Only the thread may ask. */
static inline bool gate_attached(const struct gate *gate)
{
	return __builtin_expect(gate->fd > 0, 0);
}

/*
 * The gate: waits here until the driver releases the thread.  The name, which
 * must not contain " or \, is that of the step that begins here.
 */
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

#ifdef __cplusplus
}
#endif

#endif
