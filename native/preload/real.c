// SPDX-License-Identifier: MIT
#include "real.h"

#include "fatal.h"

#include <dlfcn.h>
#include <pthread.h>

static struct real_calls found;

/* POSIX: what dlsym() returns may be called; ISO C has no cast for it. */
static void find(const char *name, void *function)
{
	*(void **)function = dlsym(RTLD_NEXT, name);
	if (!*(void **)function)
		fatal("expected %s() in the C library, found none", name);
}

static void find_all(void)
{
	find("socket", &found.socket);
	find("bind", &found.bind);
	find("setsockopt", &found.setsockopt);
	find("getsockopt", &found.getsockopt);
	find("ioctl", &found.ioctl);
	find("poll", &found.poll);
	find("sendto", &found.sendto);
	find("close", &found.close);
	find("usleep", &found.usleep);
}

const struct real_calls *real_calls(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_all);
	return &found;
}
