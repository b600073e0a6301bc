// SPDX-License-Identifier: MIT
/*
 * Calls that only need to be counted.  They are here because another thread, or
 * another socket, could notice a new one of them.
 */
#include "names.h"
#include "real.h"
#include "record.h"
#include "thread.h"

#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *file(int fd)
{
	return recorded_owns(fd) ? "its socket" : "another file";
}

static void *map(const char *call, void *address, size_t length, int protection,
		 int flags, int fd)
{
	char text[2][NAME_SIZE];

	(void)address, (void)length;
	record_call(call, "%s%s, %s", recorded_owns(fd) ? "its socket, " : "",
		    name_protection(text[0], protection),
		    name_mapping(text[1], flags));
	return NULL;
}

EXPORT void *mmap(void *address, size_t length, int protection, int flags,
		  int fd, off_t offset)
{
	map("mmap", address, length, protection, flags, fd);
	return REAL(mmap)(address, length, protection, flags, fd, offset);
}

EXPORT void *mmap64(void *address, size_t length, int protection, int flags,
		    int fd, off64_t offset)
{
	map("mmap", address, length, protection, flags, fd);
	return REAL(mmap64)(address, length, protection, flags, fd, offset);
}

EXPORT int munmap(void *address, size_t length)
{
	record_call("munmap", "%s", "");
	return REAL(munmap)(address, length);
}

EXPORT int mprotect(void *address, size_t length, int protection)
{
	char text[NAME_SIZE];

	record_call("mprotect", "%s", name_protection(text, protection));
	return REAL(mprotect)(address, length, protection);
}

EXPORT ssize_t read(int fd, void *data, size_t length)
{
	record_call("read", "%s", file(fd));
	return REAL(read)(fd, data, length);
}

EXPORT ssize_t write(int fd, const void *data, size_t length)
{
	record_call("write", "%s", file(fd));
	return REAL(write)(fd, data, length);
}

EXPORT ssize_t readv(int fd, const struct iovec *parts, int count)
{
	record_call("readv", "%s", file(fd));
	return REAL(readv)(fd, parts, count);
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int count)
{
	record_call("writev", "%s", file(fd));
	return REAL(writev)(fd, parts, count);
}

EXPORT ssize_t recvfrom(int fd, void *data, size_t length, int flags,
			struct sockaddr *address, socklen_t *size)
{
	char text[NAME_SIZE];

	record_call("recvfrom", "%s, %s", file(fd), name_flags(text, flags));
	return REAL(recvfrom)(fd, data, length, flags, address, size);
}

EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	char text[NAME_SIZE];

	record_call("recvmsg", "%s, %s", file(fd), name_flags(text, flags));
	return REAL(recvmsg)(fd, message, flags);
}

EXPORT ssize_t send(int fd, const void *data, size_t length, int flags)
{
	char text[NAME_SIZE];

	record_call("send", "%s, %s", file(fd), name_flags(text, flags));
	return REAL(send)(fd, data, length, flags);
}

EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	char text[NAME_SIZE];

	record_call("sendmsg", "%s, %s", file(fd), name_flags(text, flags));
	return REAL(sendmsg)(fd, message, flags);
}

EXPORT int fcntl(int fd, int command, ...)
{
	va_list arguments;
	void *argument;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	record_call("fcntl", "%s, command %d", file(fd), command);
	return REAL(fcntl)(fd, command, argument);
}

static int mode_of(int flags, va_list *arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(*arguments, int) : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = mode_of(flags, &arguments);
	va_end(arguments);
	record_call("open", "%s", path);
	return REAL(open)(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = mode_of(flags, &arguments);
	va_end(arguments);
	record_call("open", "%s", path);
	return REAL(open64)(path, flags, mode);
}

EXPORT int getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
	record_call("getsockname", "%s", file(fd));
	return REAL(getsockname)(fd, address, size);
}

EXPORT unsigned int if_nametoindex(const char *name)
{
	if (recorded_current)
		recorded_before_lookup();
	record_call("if_nametoindex", "%s", "");
	return REAL(if_nametoindex)(name);
}

EXPORT int nanosleep(const struct timespec *time, struct timespec *left)
{
	record_call("nanosleep", "%lld us", (long long)time->tv_sec * 1000000 +
					     time->tv_nsec / 1000);
	return REAL(nanosleep)(time, left);
}

EXPORT int clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left)
{
	record_call("clock_nanosleep", "clock %d", clock);
	return REAL(clock_nanosleep)(clock, flags, time, left);
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *time)
{
	record_call("clock_gettime", "clock %d", clock);
	return REAL(clock_gettime)(clock, time);
}

EXPORT int gettimeofday(struct timeval *time, void *zone)
{
	record_call("gettimeofday", "%s", "");
	return REAL(gettimeofday)(time, zone);
}

EXPORT int prctl(int option, ...)
{
	unsigned long words[4];
	va_list arguments;

	va_start(arguments, option);
	for (int i = 0; i < 4; i++)
		words[i] = va_arg(arguments, unsigned long);
	va_end(arguments);
	record_call("prctl", option == PR_SET_NAME ? "PR_SET_NAME" : "%d",
		    option);
	return REAL(prctl)(option, words[0], words[1], words[2], words[3]);
}

EXPORT long syscall(long number, ...)
{
	long words[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		words[i] = va_arg(arguments, long);
	va_end(arguments);
	record_call("syscall", number == SYS_gettid ? "gettid" : "%ld", number);
	return REAL(syscall)(number, words[0], words[1], words[2], words[3],
			     words[4], words[5]);
}

EXPORT int sched_yield(void)
{
	record_call("sched_yield", "%s", "");
	return REAL(sched_yield)();
}

EXPORT int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	record_call("sched_setaffinity", "%s", "");
	return REAL(sched_setaffinity)(pid, size, set);
}

EXPORT int dup(int fd)
{
	record_call("dup", "%s", file(fd));
	return REAL(dup)(fd);
}

EXPORT int dup2(int fd, int number)
{
	record_call("dup2", "%s", file(fd));
	return REAL(dup2)(fd, number);
}

EXPORT int shutdown(int fd, int how)
{
	record_call("shutdown", "%s, %d", file(fd), how);
	return REAL(shutdown)(fd, how);
}

EXPORT int eventfd(unsigned int count, int flags)
{
	record_call("eventfd", "%s", "");
	return REAL(eventfd)(count, flags);
}

EXPORT int epoll_wait(int fd, struct epoll_event *events, int count,
		      int timeout)
{
	record_call("epoll_wait", "%d ms", timeout);
	return REAL(epoll_wait)(fd, events, count, timeout);
}

EXPORT int select(int count, fd_set *in, fd_set *out, fd_set *other,
		  struct timeval *timeout)
{
	record_call("select", "%s", "");
	return REAL(select)(count, in, out, other, timeout);
}

EXPORT int ppoll(struct pollfd *fds, nfds_t count,
		 const struct timespec *timeout, const sigset_t *mask)
{
	record_call("ppoll", "%s", "");
	return REAL(ppoll)(fds, count, timeout, mask);
}
