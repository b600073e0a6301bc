// SPDX-License-Identifier: MIT
#include "ring.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define FRAME_SIZE 2048
#define BLOCK_SIZE (64 * 1024)
#define BLOCK_COUNT 32
#define TRIES 6

/* Room before each frame to put back the VLAN tag that the kernel strips. */
#define VLAN_TAG_LENGTH 4
#define VLAN_TAG_AT (2 * ETH_ALEN)

int ring_begin(int fd, const char **what)
{
	int version = TPACKET_V2, reserve = VLAN_TAG_LENGTH;
	int stamps = SOF_TIMESTAMPING_RAW_HARDWARE;
	socklen_t size = sizeof(version);
	int header_length = version;

	*what = "PACKET_HDRLEN";
	if (getsockopt(fd, SOL_PACKET, PACKET_HDRLEN, &header_length, &size))
		return -1;
	*what = "PACKET_VERSION";
	if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version,
		       sizeof(version)))
		return -1;
	/* Upstream asks for the device's own stamps, where it has any. */
	*what = "PACKET_TIMESTAMP";
	if (setsockopt(fd, SOL_PACKET, PACKET_TIMESTAMP, &stamps,
		       sizeof(stamps)))
		return -1;
	*what = "PACKET_RESERVE";
	return setsockopt(fd, SOL_PACKET, PACKET_RESERVE, &reserve,
			  sizeof(reserve));
}

/* Halves the ring while memory is short. */
static int request(int fd, struct tpacket_req *req)
{
	for (int i = 0; i < TRIES; i++) {
		req->tp_frame_nr = req->tp_block_nr *
				   (BLOCK_SIZE / FRAME_SIZE);
		if (!setsockopt(fd, SOL_PACKET, PACKET_RX_RING, req,
				sizeof(*req)))
			return 0;
		if (errno != ENOMEM || req->tp_block_nr == 1)
			return -1;
		req->tp_block_nr /= 2;
	}
	return -1;
}

int ring_end(struct ring *ring, int fd, const char **what)
{
	struct tpacket_req req = {
		.tp_block_size = BLOCK_SIZE,
		.tp_block_nr = BLOCK_COUNT,
		.tp_frame_size = FRAME_SIZE,
	};
	size_t size;
	void *map;

	*what = "PACKET_RX_RING";
	if (request(fd, &req))
		return -1;
	*what = "mmap";
	size = (size_t)req.tp_block_size * req.tp_block_nr;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -1;
	ring->size = size;
	ring->frame_count = req.tp_frame_nr;
	atomic_store_explicit(&ring->next, 0, memory_order_relaxed);
	atomic_store_explicit(&ring->frames, map, memory_order_relaxed);
	return 0;
}

void ring_unmap(struct ring *ring)
{
	uint8_t *frames = atomic_exchange_explicit(&ring->frames, NULL,
						   memory_order_relaxed);

	if (frames)
		munmap(frames, ring->size);
}

/* A block holds a whole number of frames: the ring is one array of slots. */
static struct tpacket2_hdr *slot(const struct ring *ring)
{
	uint8_t *frames = atomic_load_explicit(&ring->frames,
					       memory_order_relaxed);
	unsigned int next = atomic_load_explicit(&ring->next,
						 memory_order_relaxed);

	return frames ? (void *)(frames + (size_t)next * FRAME_SIZE) : NULL;
}

bool ring_has_frame(const struct ring *ring)
{
	const struct tpacket2_hdr *header = slot(ring);

	/* Acquire: the kernel writes the frame before it gives the slot. */
	return header && __atomic_load_n(&header->tp_status,
					 __ATOMIC_ACQUIRE) & TP_STATUS_USER;
}

static void put_back_vlan_tag(const struct tpacket2_hdr *header,
			      struct ring_frame *frame)
{
	uint16_t type = ETH_P_8021Q;

	if (!(header->tp_status & TP_STATUS_VLAN_VALID))
		return;
	if (header->tp_status & TP_STATUS_VLAN_TPID_VALID)
		type = header->tp_vlan_tpid;
	frame->data -= VLAN_TAG_LENGTH;
	frame->length += VLAN_TAG_LENGTH;
	memmove(frame->data, frame->data + VLAN_TAG_LENGTH, VLAN_TAG_AT);
	frame->data[VLAN_TAG_AT] = type >> 8;
	frame->data[VLAN_TAG_AT + 1] = type;
	frame->data[VLAN_TAG_AT + 2] = header->tp_vlan_tci >> 8;
	frame->data[VLAN_TAG_AT + 3] = header->tp_vlan_tci;
}

bool ring_take(struct ring *ring, struct ring_frame *frame)
{
	struct tpacket2_hdr *header = slot(ring);

	if (!ring_has_frame(ring))
		return false;
	frame->data = (uint8_t *)header + header->tp_mac;
	frame->length = header->tp_snaplen;
	frame->stamp_ns = header->tp_sec * INT64_C(1000000000) +
			  header->tp_nsec;
	put_back_vlan_tag(header, frame);
	return true;
}

void ring_release(struct ring *ring)
{
	unsigned int next = atomic_load_explicit(&ring->next,
						 memory_order_relaxed);

	/* Release: reads of the frame come before the slot goes back. */
	__atomic_store_n(&slot(ring)->tp_status, TP_STATUS_KERNEL,
			 __ATOMIC_RELEASE);
	atomic_store_explicit(&ring->next, (next + 1) % ring->frame_count,
			      memory_order_relaxed);
}
