/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_REAL_H
#define PEERUP_PRELOAD_REAL_H

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The C library's own versions of the calls that we interpose.  The whole
 * library makes them through here; otherwise it would stop at its own gates.
 */
struct real_calls {
	int (*socket)(int domain, int type, int protocol);
	int (*bind)(int fd, const struct sockaddr *address, socklen_t size);
	int (*setsockopt)(int fd, int level, int name, const void *value,
			  socklen_t size);
	int (*getsockopt)(int fd, int level, int name, void *value,
			  socklen_t *size);
	int (*ioctl)(int fd, unsigned long request, ...);
	int (*poll)(struct pollfd *fds, nfds_t count, int timeout);
	ssize_t (*sendto)(int fd, const void *data, size_t length, int flags,
			  const struct sockaddr *address, socklen_t size);
	ssize_t (*recv)(int fd, void *data, size_t length, int flags);
	ssize_t (*recvfrom)(int fd, void *data, size_t length, int flags,
			    struct sockaddr *address, socklen_t *size);
	ssize_t (*recvmsg)(int fd, struct msghdr *message, int flags);
	int (*close)(int fd);
	int (*usleep)(useconds_t us);
};

/* Looks them up at the first call, which may precede all constructors. */
const struct real_calls *real_calls(void);

#endif
