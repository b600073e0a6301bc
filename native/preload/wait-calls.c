// SPDX-License-Identifier: MIT
/*
 * The calls in which a capture thread waits: usleep() for its turn and before
 * it opens again, poll() in the barrier and for frames.  The thread waits at
 * the gate, as long as its driver likes.  After the release it tests its
 * condition at once and waits no longer.  A comment at each wait says what a
 * replay can show because of that, but real time cannot, or only rarely.
 */
#include "capture-thread.h"
#include "events.h"
#include "export.h"
#include "fatal.h"
#include "real.h"

#include <errno.h>

/* The arguments by which upstream's calls of usleep() differ. */
#define PAUSED_US 100		/* while the main thread holds it paused, which
				 * is no step of ours */
#define ENDED_US 1		/* until the main thread has it end */
#define TURN_US 1000		/* in AFPPeersListWaitTurn() */
#define REOPEN_US 500000	/* between two attempts to open again */
#define CHECK_US 20000		/* in AFPPeersListCheck(), no step of ours */

/* Whether the thread's turn has come: it has opened, or failed to. */
static bool had_turn(const struct capture *self)
{
	return self->turn_over || self->reopened;
}

/* Skips a sleep of 1 ms; the order of turns stays the same. */
static bool wait_turn(struct capture *self)
{
	self->turn_gated = true;
	return capture_stop(self, "WaitTurn");
}

/*
 * Skips a sleep of 500 ms.  Whatever can happen meanwhile (the kernel drops
 * frames, a link comes up) can happen while the thread stands at the gate.
 * But two threads that went down together may reopen in either order, which
 * is rare in real time.
 */
static bool wait_reopen(struct capture *self)
{
	self->reopened = true;
	self->in_barrier = false;
	return capture_stop(self, "Reopen");
}

/* Its socket is closed, and it did not come to open another one. */
static bool has_failed_fatally(const struct capture *self)
{
	return self->open_number > 0 && self->socket == 0 && !self->reopened;
}

/*
 * A build that calls usleep() with another argument would not stop at the gate
 * of that wait, and the replay would end in a false "refused".
 */
static void require_known_wait(const struct capture *self, useconds_t us)
{
	if (!gate_attached(&self->gate) ||
	    ((us == CHECK_US || us == PAUSED_US) && !had_turn(self)))
		return;
	fatal("%s calls usleep(%u): expected %d (paused) or %d (its turn) "
	      "before it opens, %d to open again", self->name, us, PAUSED_US,
	      TURN_US, REOPEN_US);
}

/* Returns whether the wait at a gate replaces the sleep. */
static bool wait_at_gate(struct capture *self, useconds_t us)
{
	if (us == REOPEN_US)
		return wait_reopen(self);
	if (!had_turn(self) && us == TURN_US)
		return wait_turn(self);
	if (us == ENDED_US && has_failed_fatally(self))
		return capture_stop(self, "Ended");
	require_known_wait(self, us);
	return false;
}

EXPORT int usleep(useconds_t us)
{
	struct capture *self = capture_current;

	if (self && wait_at_gate(self, us))
		return 0;
	return real_calls()->usleep(us);
}

/* Never returns EINTR, because it does not wait. */
static int poll_once(struct pollfd *fds)
{
	int n;

	do {
		n = real_calls()->poll(fds, 1, 0);
	} while (n < 0 && errno == EINTR);
	return n;
}

/*
 * In one release the thread discards all frames in its ring, until poll()
 * reports a time-out and it tests turn.  In real time it leaves an open
 * barrier after 100 ms without a frame, or at the first frame that came after
 * the barrier opened.  Here it needs neither, and leaves as early as it could
 * with any frame.
 */
static int poll_in_barrier(struct capture *self, struct pollfd *fds,
			   int timeout)
{
	int n;

	if (!self->draining && !capture_stop(self, "SynchronizeStart"))
		return real_calls()->poll(fds, 1, timeout);
	n = poll_once(fds);
	self->draining = n > 0 && fds->revents == POLLIN;
	return n;
}

/* A snapshot shows the last send until the thread takes a frame or error. */
static void clear_sent(struct capture *self)
{
	self->sent = (struct sent_record){ .result = SENT_NONE };
}

/* Without a frame poll() times out at once, and the thread comes back. */
static int poll_for_frame(struct capture *self, struct pollfd *fds,
			  int timeout)
{
	int n;

	if (!capture_stop(self, "Receive"))
		return real_calls()->poll(fds, 1, timeout);
	n = poll_once(fds);
	if (n != 0)
		clear_sent(self);
	if (n > 0 && fds->revents & POLLERR)
		self->asked_by = "none";
	return n;
}

/* The declaration of poll() marks fds as written only, but we read it. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	struct capture *self = capture_current;

	if (!self || count != 1 || !self->published || fds->fd <= 0 ||
	    fds->fd != self->socket)
		return real_calls()->poll(fds, count, timeout);
	events_send_once(self, EVENT_PUBLISHED);
	if (self->in_barrier)
		return poll_in_barrier(self, fds, timeout);
	return poll_for_frame(self, fds, timeout);
}

/* Replaces poll() in programs compiled with _FORTIFY_SOURCE. */
EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout,
		      size_t size)
{
	if (size / sizeof(*fds) < count)
		__builtin_trap();
	return poll(fds, count, timeout);
}
