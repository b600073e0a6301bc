/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_FEATURES_H
#define PEERUP_FORWARDER_FEATURES_H

#include <stddef.h>

struct variant;

/*
 * A variant without a name of its own, spelled as the model's record:
 * bump=after-bind,bumpOnFailure=true,guard=true,publishDown=false,lock=false.
 * All five, once, in any order.  0, or -1 and what is wrong with it.  The text
 * is the variant's name afterwards.
 */
int features_parse(const char *text, struct variant *variant, char *wrong,
		   size_t size);

#endif
