/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOOD_H
#define PEERUP_INJECTOR_FLOOD_H

struct port;

struct flood {
	/* What is asked. */
	long count;
	/* What came of it. */
	long sent;
	long received;		/* while we were sending */
	double seconds;		/* of sending */
};

/*
 * Sends as fast as the kernel takes them, ten seconds at most; 0 or -1.  What
 * is still under way at the end does not count: received by seconds is the
 * rate at which the engine forwards while it has more than it can.
 */
int flood_run(struct flood *flood, const struct port *in, struct port *out);

#endif
