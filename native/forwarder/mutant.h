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

#endif
