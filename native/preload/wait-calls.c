// SPDX-License-Identifier: MIT
/*
 * Where a capture thread waits: usleep() for its turn or to open once more,
 * poll() in the barrier and for frames.  Stopped at a gate it has waited as
 * long as its driver liked, so that a released wait does not wait any longer:
 * it looks once.  What that could show and real time would not, or less
 * often, stands at each.
 */
#include "capture.h"
#include "events.h"
#include "export.h"
#include "real.h"
#include "fatal.h"

#include <errno.h>

/* As upstream calls usleep(). */
#define PAUSED_US 100
#define TURN_US 1000
#define REOPEN_US 500000
#define CHECK_US 20000

/* A thread has opened once it came past its turn. */
static bool has_opened(const struct capture *self)
{
	return self->opened > 0 || self->reopened;
}

/*
 * The pause is no step of the model: released from here, the thread sleeps on
 * until the main thread has unpaused all, and then looks whose turn it is.
 */
static bool wait_paused(struct capture *self)
{
	if (!self->paused) {
		self->paused = true;
		self->waited = true;
		capture_stop(self, "WaitTurn");
	}
	return false;
}

/* At once instead of a millisecond later: the order of turns is the same. */
static bool wait_turn(struct capture *self)
{
	self->waited = true;
	return capture_stop(self, "WaitTurn");
}

/*
 * At once instead of half a second later: frames that the kernel drops or a
 * link that comes up meanwhile can happen at the gate as well, but two threads
 * that went down together may reopen in either order, as rarely seen.
 */
static bool wait_reopen(struct capture *self)
{
	self->reopened = true;
	self->in_barrier = false;
	return capture_stop(self, "Reopen");
}

/*
 * A build that waits for something else, or for longer, would run past the gate
 * that stands for it, and look as if it refused what it was to do.
 */
static void refuse_unknown(const struct capture *self, useconds_t us)
{
	if (!gate_attached(&self->gate) || (us == CHECK_US && !has_opened(self)))
		return;
	fatal("%s calls usleep(%u): expected %d (paused) or %d (its turn) "
	       "before it opens, %d to open again", self->name, us, PAUSED_US,
	       TURN_US, REOPEN_US);
}

/* Whether the thread has waited enough. */
static bool waited(struct capture *self, useconds_t us)
{
	if (us == REOPEN_US)
		return wait_reopen(self);
	if (!has_opened(self) && us == PAUSED_US)
		return wait_paused(self);
	if (!has_opened(self) && us == TURN_US)
		return wait_turn(self);
	refuse_unknown(self, us);
	return false;
}

EXPORT int usleep(useconds_t us)
{
	struct capture *self = capture_current;

	if (self && waited(self, us))
		return 0;
	return real_calls()->usleep(us);
}

/* Nobody waits, so nobody is interrupted. */
static int poll_at_once(struct pollfd *fds)
{
	int n;

	do {
		n = real_calls()->poll(fds, 1, 0);
	} while (n < 0 && errno == EINTR);
	return n;
}

/*
 * One release of the barrier lets the thread discard what is there, and ends
 * with a time-out: then it has looked at turn.  In real time it leaves an open
 * barrier after 100 ms of silence or at the first frame that came later; here
 * without either, as early as any frame could let it.
 */
static int poll_in_barrier(struct capture *self, struct pollfd *fds,
			   int timeout)
{
	int n;

	if (!self->draining && !capture_stop(self, "SynchronizeStart"))
		return real_calls()->poll(fds, 1, timeout);
	n = poll_at_once(fds);
	self->draining = n > 0 && fds->revents == POLLIN;
	return n;
}

/* What was sent last counts until the next frame or error is taken. */
static void forget_sent(struct capture *self)
{
	self->sent = (struct sent_record){ .result = SENT_NONE };
}

/* A frame that is not there yet is a time-out, at once: it may come later. */
static int poll_for_frame(struct capture *self, struct pollfd *fds,
			  int timeout)
{
	int n;

	if (!capture_stop(self, "Receive"))
		return real_calls()->poll(fds, 1, timeout);
	n = poll_at_once(fds);
	if (n != 0)
		forget_sent(self);
	return n;
}

/* The header says that poll() writes fds only; we read which ones, too. */
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

/* What poll() is where the compiler was asked to check sizes. */
EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout,
		      size_t size)
{
	if (size / sizeof(*fds) < count)
		__builtin_trap();
	return poll(fds, count, timeout);
}
