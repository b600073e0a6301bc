/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_INJECTOR_FLOOD_H
#define PEERUP_INJECTOR_FLOOD_H

struct port;

struct flood {
	/* The request. */
	long count;
	/* The result. */
	long sent;
	long received;		/* until the last frame was sent */
	double seconds;		/* that sending took */
};

/*
 * Sends count frames as fast as the kernel takes them, for ten seconds at
 * most; 0 or -1.  Frames that come out later do not count, so that received /
 * seconds is the rate at which an overloaded engine forwards.
 */
int flood_run(struct flood *flood, const struct port *in, struct port *out);

#endif
