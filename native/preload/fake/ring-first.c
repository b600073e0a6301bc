// SPDX-License-Identifier: MIT
#include "ring-first.h"

#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int request(int fd, unsigned long what, const char *iface,
		   struct ifreq *answer)
{
	memset(answer, 0, sizeof(*answer));
	snprintf(answer->ifr_name, sizeof(answer->ifr_name), "%s", iface);
	return ioctl(fd, what, answer);
}

static int is_up(int fd, const char *iface)
{
	struct ifreq flags;

	return !request(fd, SIOCGIFFLAGS, iface, &flags) &&
	       flags.ifr_flags & IFF_UP;
}

static int set_up_ring(int fd)
{
	struct tpacket_req ring = {
		.tp_block_size = 1 << 16, .tp_block_nr = 1,
		.tp_frame_size = 1 << 11, .tp_frame_nr = 1 << 5,
	};
	int value = TPACKET_V2;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_PACKET, PACKET_HDRLEN, &value, &size) ||
	       (value = TPACKET_V2,
		setsockopt(fd, SOL_PACKET, PACKET_VERSION, &value,
			   sizeof(value))) ||
	       setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring));
}

static void wait_turn(struct fake_list_head *peers, int turn)
{
	while (__atomic_load_n(&peers->reached, __ATOMIC_SEQ_CST) != turn)
		usleep(1000);
}

static void bump(struct fake_list_head *peers)
{
	__atomic_add_fetch(&peers->reached, 1, __ATOMIC_SEQ_CST);
}

/* Returns the socket with its ring, or -1 if the link is down. */
static int open_with_ring(const char *iface)
{
	struct ifreq answer;
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	request(fd, SIOCGIFINDEX, iface, &answer);
	if (is_up(fd, iface) && !set_up_ring(fd))
		return fd;
	close(fd);
	return -1;
}

static void bind_and_publish(int fd, const char *iface)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	struct ifreq answer;

	if (!is_up(fd, iface))
		return;
	request(fd, SIOCGIFHWADDR, iface, &answer);
	address.sll_protocol = 0x0300;	/* ETH_P_ALL */
	address.sll_ifindex = (int)if_nametoindex(iface);
	bind(fd, (struct sockaddr *)&address, sizeof(address));
	request(fd, SIOCGIFINDEX, iface, &answer);
}

void ring_first_open(struct fake_list_head *peers, int turn, const char *iface)
{
	int fd = open_with_ring(iface);

	wait_turn(peers, turn);
	if (fd >= 0)
		bind_and_publish(fd, iface);
	bump(peers);
	if (fd < 0) {
		usleep(500000);
		fd = open_with_ring(iface);
		if (fd >= 0)
			bind_and_publish(fd, iface);
	}
	/* The end of the steps: a wait for frames. */
	for (struct pollfd frame = { .fd = fd, .events = POLLIN };;)
		poll(&frame, 1, 100);
}
