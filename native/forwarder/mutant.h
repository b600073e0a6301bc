/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_MUTANT_H
#define PEERUP_FORWARDER_MUTANT_H

/*
 * Bugs put in on purpose, one a build (-DMUTANT_...=1): the negative controls
 * of the replay, which has to find each of them, at its step.
 */

/* fix-a forwards without looking at the peer's state. */
#ifndef MUTANT_GUARD_REMOVED
#define MUTANT_GUARD_REMOVED 0
#endif

/* The state is published before the socket. */
#ifndef MUTANT_PUBLICATION_SWAPPED
#define MUTANT_PUBLICATION_SWAPPED 0
#endif

/* v7 and fix-b bump before the ring, but show the gates of what they claim. */
#ifndef MUTANT_BUMP_MOVED
#define MUTANT_BUMP_MOVED 0
#endif

/* Every failing send logs its warning. */
#ifndef MUTANT_WARNING_UNLIMITED
#define MUTANT_WARNING_UNLIMITED 0
#endif

/* Who opens the barrier does not reset the count. */
#ifndef MUTANT_REACHED_KEPT
#define MUTANT_REACHED_KEPT 0
#endif

/* The sender never loads its peer's interface index. */
#ifndef MUTANT_LOAD_SKIPPED
#define MUTANT_LOAD_SKIPPED 0
#endif

/* Who publishes that it goes down shows the gate, but stores nothing. */
#ifndef MUTANT_DOWN_NOT_PUBLISHED
#define MUTANT_DOWN_NOT_PUBLISHED 0
#endif

/* Who publishes that it goes down stores it before it locks. */
#ifndef MUTANT_DOWN_EARLY
#define MUTANT_DOWN_EARLY 0
#endif

/* Or when it has unlocked. */
#ifndef MUTANT_DOWN_LATE
#define MUTANT_DOWN_LATE 0
#endif

/* The lock's gates are there, the lock is not. */
#ifndef MUTANT_LOCK_SKIPPED
#define MUTANT_LOCK_SKIPPED 0
#endif

/* Who reopens does not close its old socket. */
#ifndef MUTANT_STALE_KEPT
#define MUTANT_STALE_KEPT 0
#endif

/* Who bumps after a failed open shows the gates, but counts nothing. */
#ifndef MUTANT_FAILURE_UNBUMPED
#define MUTANT_FAILURE_UNBUMPED 0
#endif

/* Who reopens bumps again, without gates. */
#ifndef MUTANT_REOPEN_BUMPS
#define MUTANT_REOPEN_BUMPS 0
#endif

#endif
