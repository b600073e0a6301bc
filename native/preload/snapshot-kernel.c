// SPDX-License-Identifier: MIT
/*
 * What a snapshot asks of the kernel, and not of our books; and our books
 * where the kernel does not tell, the places in a fanout group.
 */
#include "snapshot.h"

#include "capture.h"
#include "fanout.h"
#include "kernel.h"
#include "peers.h"

#include <poll.h>
#include <string.h>

/*
 * Which numbers are packet sockets of capture threads, and which ones.  A
 * thread holds one at a time.  Number 0 is in the table whatever it is.
 */
static void write_descriptors(struct gate_text *text)
{
	const struct capture *c;

	gate_print(text, "\"descriptor\":{\"#map\":[[0,%llu]",
		   (unsigned long long)kernel_packet_cookie(0));
	for (int i = 0; (c = capture_at(i)); i++) {
		uint64_t cookie = c->socket > 0 ?
			kernel_packet_cookie(c->socket) : 0;

		if (cookie)
			gate_print(text, ",[%d,%llu]", c->socket,
				   (unsigned long long)cookie);
	}
	gate_print(text, "]}");
}

/* Whether it is the first thread of its interface. */
static bool is_first(const struct capture *capture)
{
	const struct capture *c;

	for (int i = 0; (c = capture_at(i)) != capture; i++)
		if (!strcmp(c->iface, capture->iface))
			return false;
	return true;
}

typedef void write_iface_fn(struct gate_text *text, const struct capture *any);

/* "variable":{"iface":value,...}, of each interface. */
static void write_each_iface(struct gate_text *text, const char *variable,
			     write_iface_fn *write_value)
{
	const struct capture *c;
	const char *comma = "";

	gate_print(text, "\"%s\":{", variable);
	for (int i = 0; (c = capture_at(i)); i++) {
		if (!is_first(c))
			continue;
		gate_print(text, "%s\"%s\":", comma, c->iface);
		write_value(text, c);
		comma = ",";
	}
	gate_print(text, "}");
}

/*
 * Links change while all threads stand, and the driver looks then: so this is
 * when we hear of it.
 */
static void write_link(struct gate_text *text, const struct capture *any)
{
	const char *link = kernel_link(any->iface);

	fanout_link_changed(any->iface, !strcmp(link, "up"));
	gate_print(text, "\"%s\"", link);
}

static void write_members(struct gate_text *text, const struct capture *any)
{
	bool alone = capture_threads(any) == 1;
	const struct capture *c;
	int count = 0;

	for (int i = 0; (c = capture_at(i)); i++)
		count += !strcmp(c->iface, any->iface) && c->socket > 0 &&
			 kernel_is_bound(c->socket) &&
			 (alone || kernel_is_in_group(c->socket));
	gate_print(text, "%d", count);
}

static void write_bool(struct gate_text *text, bool value)
{
	gate_print(text, "%s", value ? "true" : "false");
}

static void write_pollerr(struct gate_text *text, const struct capture *c)
{
	write_bool(text, kernel_poll(c->socket, 0) & POLLERR);
}

static void write_frame(struct gate_text *text, const struct capture *c)
{
	write_bool(text, kernel_poll(c->socket, POLLIN) & POLLIN);
}

static void write_slot(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "%d", c->slot);
}

static void write_called(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "%d", c->called);
}

static void write_waits(struct gate_text *text, const struct capture *c)
{
	write_bool(text, capture_waits_for_other(c));
}

void snapshot_write_kernel(struct gate_text *text)
{
	write_descriptors(text);
	gate_print(text, ",");
	write_each_iface(text, "link", write_link);
	gate_print(text, ",");
	snapshot_write_each(text, "pollerr", write_pollerr);
	gate_print(text, ",\"extra\":{");
	snapshot_write_each(text, "frame", write_frame);
	gate_print(text, ",");
	write_each_iface(text, "members", write_members);
	gate_print(text, ",");
	snapshot_write_each(text, "slot", write_slot);
	gate_print(text, ",");
	snapshot_write_each(text, "called", write_called);
	gate_print(text, ",");
	snapshot_write_each(text, "waits", write_waits);
	gate_print(text, ",\"layout\":\"%s\"}", peers_layout_name());
}
