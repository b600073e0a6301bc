/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_FEATURES_H
#define PEERUP_FORWARDER_FEATURES_H

#include <stddef.h>

#define FEATURE_FLAG "false", "true"

/*
 * The features that spec/models.json declares, a row each: the field of struct
 * features, the name, what it needs when it is not 0, as it would be given
 * ("guard=true", with a comma between two, or NULL), and the values, which the
 * field counts from 0.  A new feature needs a row here and the code that reads
 * its field.
 */
#define FEATURE_ROWS(ROW) \
	ROW(bump, "bump", NULL, "after-create", "after-bind", "after-up") \
	ROW(bump_on_failure, "bumpOnFailure", NULL, FEATURE_FLAG) \
	ROW(guard, "guard", NULL, FEATURE_FLAG) \
	ROW(publish_down, "publishDown", NULL, FEATURE_FLAG) \
	ROW(lock, "lock", "guard=true", FEATURE_FLAG) \
	ROW(ask_without_waiting, "askWithoutWaiting", NULL, FEATURE_FLAG) \
	ROW(ring_first, "ringFirst", "bump=after-create,bumpOnFailure=true", \
	    FEATURE_FLAG) \
	ROW(bump_on_fatal, "bumpOnFatal", NULL, FEATURE_FLAG)

#define FEATURE_FIELD(field, ...) int field;
/* How a variant differs from the others; the algorithm is the same code. */
struct features {
	FEATURE_ROWS(FEATURE_FIELD)
};
#undef FEATURE_FIELD

/* Values of bump: when a thread lets the next one go on. */
enum bump {
	BUMP_AFTER_CREATE,	/* create_socket() has returned */
	BUMP_AFTER_BIND,	/* bound, in its fanout group, no ring yet */
	BUMP_AFTER_UP,		/* published, still in create_socket() */
};

/*
 * Reads bump=after-bind,bumpOnFailure=true,...: every feature once, in any
 * order.  Returns 0, or -1 and what is wrong with it.
 */
int features_parse(const char *text, struct features *features, char *wrong,
		   size_t size);

/* Writes "bump, bumpOnFailure and guard", and so on. */
void features_write_names(char *text, size_t size);

/* Writes a line "bump=after-create|after-bind" for each feature. */
void features_write_usage(const char *indent, char *text, size_t size);

#endif
