/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_VARIANT_H
#define PEERUP_FORWARDER_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

/* Where a thread says that the next one may go on. */
enum bump {
	BUMP_AFTER_CREATE,	/* create_socket() has returned */
	BUMP_AFTER_BIND,	/* bound, in its fanout group, no ring yet */
	BUMP_AFTER_UP,		/* still in create_socket(), published */
};

/* How one engine differs from the others; the algorithm is the same code. */
struct variant {
	const char *name;
	enum bump bump;
	bool bump_on_failure;	/* also who cannot open its socket yet? */
	bool guard;		/* does the sender look at its peer's state? */
	bool publish_down;	/* does a thread that goes down store it? */
	bool lock;		/* is its entry locked from guard to send? */
};

/* NULL if there is none of this name. */
const struct variant *variant_find(const char *name);

/* All names with ", " between them. */
void variant_names(char *names, size_t size);

#endif
