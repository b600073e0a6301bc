// SPDX-License-Identifier: MIT
/*
 * The members of a snapshot that come from the kernel, and the threads' places
 * in their fanout groups, which the kernel does not show (fanout.h).
 */
#include "snapshot.h"

#include "capture-thread.h"
#include "fanout.h"
#include "kernel.h"
#include "peers.h"
#include "settings.h"

#include <poll.h>
#include <string.h>

/*
 * Maps the descriptors of the capture threads' packet sockets to their
 * cookies.  A thread holds one socket at a time.  The map always contains
 * descriptor 0, with cookie 0 unless it is a packet socket.
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

/* Whether this thread is the first one of its interface. */
static bool is_first(const struct capture *capture)
{
	const struct capture *c;

	for (int i = 0; (c = capture_at(i)) != capture; i++)
		if (!strcmp(c->iface, capture->iface))
			return false;
	return true;
}

/* Writes an interface's value, given any of its threads. */
typedef void write_iface_fn(struct gate_text *text, const struct capture *any);

/* Writes "variable":{"tx0":value,...}, with a value for each interface. */
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
 * The driver changes a link while all threads stand at gates, and then asks
 * for a snapshot.  So fanout_link_changed() hears of each change in time.
 */
static void write_link(struct gate_text *text, const struct capture *any)
{
	const char *link = kernel_link(any->iface);

	fanout_link_changed(any->iface, !strcmp(link, "up"));
	gate_print(text, "\"%s\"", link);
}

static void write_members(struct gate_text *text, const struct capture *any)
{
	bool has_group = capture_threads(any) > 1;
	const struct capture *c;
	int count = 0;

	for (int i = 0; (c = capture_at(i)); i++)
		count += !strcmp(c->iface, any->iface) && c->socket > 0 &&
			 kernel_is_bound(c->socket) &&
			 (!has_group || kernel_is_in_group(c->socket));
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
	if (capture_sleeps_in_read(c))
		gate_print(text, "\"recv\"");
	else if (capture_waits_for_other(c))
		gate_print(text, "\"lock\"");
	else
		gate_print(text, "false");
}

/* How the thread read the last error that poll() told of; "" before any. */
static void write_asked(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "{\"call\":\"%s\",\"flags\":%d}",
		   c->asked_by ? c->asked_by : "", c->asked_flags);
}

static const struct snapshot_variable variables[] = {
	{ "pollerr", write_pollerr },
};

static const struct snapshot_variable extras[] = {
	{ "frame", write_frame },
	{ "slot", write_slot },
	{ "called", write_called },
	{ "waits", write_waits },
	{ "asked", write_asked },
};

/* The highest version of the threads' rings, TPACKET_V2 as 2; 0 before any. */
static int ring_version(void)
{
	const struct capture *c;
	int version = 0;

	for (int i = 0; (c = capture_at(i)); i++)
		if (c->ring_version >= version)
			version = c->ring_version + 1;
	return version;
}

/* The type of the threads' fanout groups, PACKET_FANOUT_*; -1 before any. */
static int fanout_type(void)
{
	const struct capture *c;

	for (int i = 0; (c = capture_at(i)); i++)
		if (c->fanout >= 0)
			return c->fanout;
	return -1;
}

/*
 * The kernel takes a socket off its interface while it sets up its ring: a link
 * that goes down meanwhile leaves no error there.  No gate can hold a thread
 * inside that call; it stands before it.  The driver asks for a snapshot
 * whenever it has set a link, and no thread runs in between.
 */
static void drop_missed_errors(void)
{
	const struct capture *c;

	for (int i = 0; settings.miss_in_ring && (c = capture_at(i)); i++)
		if (c->in_ring)
			kernel_take_error(c->socket);
}

void snapshot_write_kernel(struct gate_text *text)
{
	drop_missed_errors();
	write_descriptors(text);
	gate_print(text, ",");
	write_each_iface(text, "link", write_link);
	gate_print(text, ",");
	snapshot_write_each(text, variables,
			    sizeof(variables) / sizeof(*variables));
	gate_print(text, "\"extra\":{");
	snapshot_write_each(text, extras, sizeof(extras) / sizeof(*extras));
	write_each_iface(text, "members", write_members);
	gate_print(text, ",\"ring\":%d,\"fanout\":%d,\"layout\":\"%s\"}",
		   ring_version(), fanout_type(), peers_layout_name());
}
