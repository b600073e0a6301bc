/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_CALLS_REAL_H
#define PEERUP_CALLS_REAL_H

#define EXPORT __attribute__((visibility("default")))

/* The next function of this name; ends the program if there is none. */
void *real_function(const char *name);

/*
 * The function that the calling one replaces: the C library's, or that of
 * another preloaded library.  POSIX allows the conversion, ISO C has no cast.
 */
#define REAL(name) ({						\
	static __typeof__(&name) real_##name;			\
	if (!real_##name)					\
		*(void **)&real_##name = real_function(#name);	\
	real_##name;						\
})

#endif
