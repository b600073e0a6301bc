// SPDX-License-Identifier: MIT
#include "real.h"

#include "fatal.h"

#include <dlfcn.h>
#include <pthread.h>

static struct real_calls calls;

/* POSIX allows calling what dlsym() returns; ISO C has no cast for it. */
static void find(const char *name, void *function)
{
	*(void **)function = dlsym(RTLD_NEXT, name);
	if (!*(void **)function)
		fatal("expected %s() in the C library, found none", name);
}

static void find_all(void)
{
	find("socket", &calls.socket);
	find("bind", &calls.bind);
	find("setsockopt", &calls.setsockopt);
	find("getsockopt", &calls.getsockopt);
	find("ioctl", &calls.ioctl);
	find("poll", &calls.poll);
	find("sendto", &calls.sendto);
	find("recv", &calls.recv);
	find("recvfrom", &calls.recvfrom);
	find("recvmsg", &calls.recvmsg);
	find("close", &calls.close);
	find("usleep", &calls.usleep);
}

const struct real_calls *real_calls(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_all);
	return &calls;
}
