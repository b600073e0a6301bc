/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_MUTANT_H
#define PEERUP_FORWARDER_MUTANT_H

/*
 * Bugs on purpose, one a build (-DMUTANT_...=1): negative controls of the
 * replay, which must find each of them at its step.
 */

/* The guard does not look at the peer's state. */
#ifndef MUTANT_GUARD_REMOVED
#define MUTANT_GUARD_REMOVED 0
#endif

/* The state is published before the socket. */
#ifndef MUTANT_PUBLICATION_SWAPPED
#define MUTANT_PUBLICATION_SWAPPED 0
#endif

/* v7 and fix-b bump before the ring, but pass the gates of a late bump. */
#ifndef MUTANT_BUMP_MOVED
#define MUTANT_BUMP_MOVED 0
#endif

/* Every failing send logs its warning. */
#ifndef MUTANT_WARNING_UNLIMITED
#define MUTANT_WARNING_UNLIMITED 0
#endif

/* The thread that opens the barrier does not reset the count. */
#ifndef MUTANT_REACHED_KEPT
#define MUTANT_REACHED_KEPT 0
#endif

/* The sender never loads its peer's interface index. */
#ifndef MUTANT_LOAD_SKIPPED
#define MUTANT_LOAD_SKIPPED 0
#endif

/* PublishDown shows its gate, but stores nothing. */
#ifndef MUTANT_DOWN_NOT_PUBLISHED
#define MUTANT_DOWN_NOT_PUBLISHED 0
#endif

/* PublishDown stores before it locks. */
#ifndef MUTANT_DOWN_EARLY
#define MUTANT_DOWN_EARLY 0
#endif

/* PublishDown stores after it has unlocked. */
#ifndef MUTANT_DOWN_LATE
#define MUTANT_DOWN_LATE 0
#endif

/* The lock's gates show, but nothing locks. */
#ifndef MUTANT_LOCK_SKIPPED
#define MUTANT_LOCK_SKIPPED 0
#endif

/* Reopen does not close the old socket. */
#ifndef MUTANT_STALE_KEPT
#define MUTANT_STALE_KEPT 0
#endif

/* A bump after a failed open shows its gates, but counts nothing. */
#ifndef MUTANT_FAILURE_UNBUMPED
#define MUTANT_FAILURE_UNBUMPED 0
#endif

/* A bump after a fatal failure shows its gates, but counts nothing. */
#ifndef MUTANT_FATAL_UNBUMPED
#define MUTANT_FATAL_UNBUMPED 0
#endif

/* The read of a pending error never waits: if it is gone, the thread goes on. */
#ifndef MUTANT_ASK_UNWAITING
#define MUTANT_ASK_UNWAITING 0
#endif

/* With ringFirst the ring is set up first, but on a socket that is bound. */
#ifndef MUTANT_RING_BOUND
#define MUTANT_RING_BOUND 0
#endif

/* A thread that reopens bumps again, without gates. */
#ifndef MUTANT_REOPEN_BUMPS
#define MUTANT_REOPEN_BUMPS 0
#endif

#endif
