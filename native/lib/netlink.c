// SPDX-License-Identifier: MIT
#include "netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One request about one link, followed by its attributes. */
struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	char attributes[512];
};

static int open_route(unsigned int groups, int flags)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = groups,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags,
			NETLINK_ROUTE);

	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

int netlink_open(void)
{
	return open_route(0, 0);
}

int netlink_open_events(void)
{
	return open_route(RTMGRP_LINK, SOCK_NONBLOCK);
}

static void request_begin(struct request *request, int type, int flags,
			  int index)
{
	memset(request, 0, sizeof(*request));
	request->header.nlmsg_len = NLMSG_LENGTH(sizeof(request->link));
	request->header.nlmsg_type = type;
	request->header.nlmsg_flags = NLM_F_REQUEST | flags;
	request->link.ifi_family = AF_UNSPEC;
	request->link.ifi_index = index;
}

/* Needs no bounds check: the longest request, for a veth pair, fits. */
static struct rtattr *request_add(struct request *request, int type,
				  const void *data, size_t size)
{
	size_t offset = NLMSG_ALIGN(request->header.nlmsg_len);
	struct rtattr *attribute = (struct rtattr *)((char *)request + offset);

	attribute->rta_type = type;
	attribute->rta_len = RTA_LENGTH(size);
	if (size)
		memcpy(RTA_DATA(attribute), data, size);
	request->header.nlmsg_len = offset + RTA_SPACE(size);
	return attribute;
}

/* Makes an attribute contain all those that were added after it. */
static void request_end_nest(struct request *request, struct rtattr *attribute)
{
	attribute->rta_len = (char *)request + request->header.nlmsg_len -
			     (char *)attribute;
}

/* Sends a request and receives its only answer, an ack or a link. */
static int exchange(int fd, struct request *request, struct nlmsghdr *answer,
		    size_t size)
{
	const struct nlmsgerr *error = NLMSG_DATA(answer);
	ssize_t n;

	if (send(fd, request, request->header.nlmsg_len, 0) < 0)
		return -1;
	do {
		n = recv(fd, answer, size, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	if (!NLMSG_OK(answer, (size_t)n)) {
		errno = EBADMSG;
		return -1;
	}
	if (answer->nlmsg_type == NLMSG_ERROR && error->error) {
		errno = -error->error;
		return -1;
	}
	return 0;
}

union answer {
	struct nlmsghdr header;
	char space[16384];
};

static int exchange_ack(int fd, struct request *request)
{
	union answer answer;

	request->header.nlmsg_flags |= NLM_F_ACK;
	return exchange(fd, request, &answer.header, sizeof(answer));
}

static int get_link(int fd, struct request *request, int *index,
		    unsigned int *flags)
{
	const struct ifinfomsg *link;
	union answer answer;

	if (exchange(fd, request, &answer.header, sizeof(answer)))
		return -1;
	link = NLMSG_DATA(&answer.header);
	if (index)
		*index = link->ifi_index;
	if (flags)
		*flags = link->ifi_flags;
	return 0;
}

/*
 * Sets both indices, because they must differ.  The kernel takes a link whose
 * own index equals its far end's for one without a lower link, and then may
 * report the carrier up to a second late.
 */
int netlink_add_veth(int fd, const struct netlink_veth *veth)
{
	struct ifinfomsg far = { .ifi_index = veth->far_index };
	struct rtattr *info, *data, *peer;
	struct request request;

	request_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
		      veth->index);
	request_add(&request, IFLA_IFNAME, veth->name, strlen(veth->name) + 1);
	info = request_add(&request, IFLA_LINKINFO, NULL, 0);
	request_add(&request, IFLA_INFO_KIND, "veth", strlen("veth"));
	data = request_add(&request, IFLA_INFO_DATA, NULL, 0);
	peer = request_add(&request, VETH_INFO_PEER, &far, sizeof(far));
	request_add(&request, IFLA_IFNAME, veth->name, strlen(veth->name) + 1);
	request_add(&request, IFLA_NET_NS_FD, &veth->far_namespace,
		    sizeof(int));
	request_end_nest(&request, peer);
	request_end_nest(&request, data);
	request_end_nest(&request, info);
	return exchange_ack(fd, &request);
}

int netlink_set_flags(int fd, int index, unsigned int flags, unsigned int mask)
{
	struct request request;

	request_begin(&request, RTM_NEWLINK, 0, index);
	request.link.ifi_flags = flags;
	request.link.ifi_change = mask;
	return exchange_ack(fd, &request);
}

int netlink_get_flags(int fd, int index, unsigned int *flags)
{
	struct request request;

	request_begin(&request, RTM_GETLINK, 0, index);
	return get_link(fd, &request, NULL, flags);
}

int netlink_find_index(int fd, const char *name)
{
	struct request request;
	int index;

	request_begin(&request, RTM_GETLINK, 0, 0);
	request_add(&request, IFLA_IFNAME, name, strlen(name) + 1);
	return get_link(fd, &request, &index, NULL) ? -1 : index;
}

int netlink_drain_events(int fd)
{
	char ignored[4096];
	ssize_t n;

	do {
		n = recv(fd, ignored, sizeof(ignored), 0);
	} while (n >= 0 || errno == EINTR);
	/* ENOBUFS: events got lost, but their content does not matter. */
	return errno == EAGAIN || errno == ENOBUFS ? 0 : -1;
}
