// SPDX-License-Identifier: MIT
#include "kernel.h"

#include "fatal.h"
#include "real.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Above the numbers that the engine's sockets get. */
#define MIN_FD 900

static bool get_option(int fd, int level, int name, void *value,
		       socklen_t size)
{
	int saved_errno = errno;
	bool ok = !real_calls()->getsockopt(fd, level, name, value, &size);

	errno = saved_errno;
	return ok;
}

uint64_t kernel_packet_cookie(int fd)
{
	uint64_t cookie;
	int domain;

	if (!get_option(fd, SOL_SOCKET, SO_DOMAIN, &domain, sizeof(domain)) ||
	    domain != AF_PACKET ||
	    !get_option(fd, SOL_SOCKET, SO_COOKIE, &cookie, sizeof(cookie)))
		return 0;
	return cookie;
}

void kernel_take_error(int fd)
{
	int error;

	get_option(fd, SOL_SOCKET, SO_ERROR, &error, sizeof(error));
}

int kernel_poll(int fd, short events)
{
	struct pollfd socket = { .fd = fd, .events = events };
	int saved_errno = errno;
	int n = fd > 0 ? real_calls()->poll(&socket, 1, 0) : 0;

	errno = saved_errno;
	return n > 0 ? socket.revents : 0;
}

bool kernel_is_bound(int fd)
{
	struct sockaddr_ll address = { 0 };
	socklen_t size = sizeof(address);
	int saved_errno = errno;
	int failed = getsockname(fd, (struct sockaddr *)&address, &size);

	errno = saved_errno;
	return !failed && address.sll_family == AF_PACKET &&
	       address.sll_ifindex > 0;
}

bool kernel_is_in_group(int fd)
{
	int group = 0;

	return get_option(fd, SOL_PACKET, PACKET_FANOUT, &group,
			  sizeof(group)) && group;
}

static int query_fd;

/* If numbers that high are not allowed, the highest allowed one. */
static int min_fd(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > MIN_FD)
		return MIN_FD;
	return limit.rlim_cur - 1;
}

/*
 * Frees the low number at once.  The thread writes a snapshot, and the driver
 * releases no other thread meanwhile, so none opens a socket in between.
 */
static void open_query(void)
{
	int fd = real_calls()->socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	query_fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, min_fd());
	if (query_fd < 0)
		fatal("cannot open a socket for queries about links: %s",
		      strerror(errno));
	real_calls()->close(fd);
}

const char *kernel_link(const char *iface)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct ifreq request = { 0 };
	int saved_errno = errno;
	int failed;

	pthread_once(&once, open_query);
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", iface);
	failed = real_calls()->ioctl(query_fd, SIOCGIFFLAGS, &request);
	errno = saved_errno;
	if (failed)
		return "gone";
	return request.ifr_flags & IFF_UP ? "up" : "down";
}

/*
 * After an engine has given up its user for another one (--user), the files of
 * its threads in /proc belong to root, unless the process may be dumped.
 */
static int open_own(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 || errno != EACCES || prctl(PR_SET_DUMPABLE, 1))
		return fd;
	return open(path, O_RDONLY | O_CLOEXEC);
}

/*
 * The system call in which the thread sleeps, with its first argument; -1 if it
 * sleeps in none.  Frees the low number at once, as open_query() does.
 */
static int sleeping_call(int tid, uintptr_t *argument)
{
	char path[64], line[64] = "";
	int saved_errno = errno;
	int fd, number = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	fd = open_own(path);
	if (fd >= 0 && read(fd, line, sizeof(line) - 1) > 0)
		sscanf(line, "%d %" SCNxPTR, &number, argument);
	if (fd >= 0)
		real_calls()->close(fd);
	errno = saved_errno;
	return number;
}

uintptr_t kernel_futex_address(int tid)
{
	uintptr_t address = 0;

	return sleeping_call(tid, &address) == SYS_futex ? address : 0;
}

bool kernel_sleeps_in_recv(int tid, int fd)
{
	uintptr_t number = 0;

	return sleeping_call(tid, &number) == SYS_recvfrom &&
	       number == (uintptr_t)fd;
}
