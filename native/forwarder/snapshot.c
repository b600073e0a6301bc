// SPDX-License-Identifier: MIT
#include "snapshot.h"

#include "engine.h"
#include "packet-socket.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef void write_thread_fn(struct gate_text *text, const struct thread *t);

/* {"name":value,...}, a value for each thread. */
static void write_each(struct gate_text *text, const struct engine *engine,
		       const char *variable, write_thread_fn *write_value)
{
	gate_print(text, "\"%s\":{", variable);
	for (int i = 0; i < engine->thread_count; i++) {
		const struct thread *t = &engine->threads[i];

		gate_print(text, "%s\"%s\":", i ? "," : "", t->name);
		write_value(text, t);
	}
	gate_print(text, "}");
}

static const char *state_name(int state)
{
	return state == AFP_UP ? "UP" : "DOWN";
}

static void write_counted(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%d", own_get(&t->own.counted));
}

static void write_peer(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d,\"state\":\"%s\"}",
		   atomic_load(&t->published.if_idx),
		   atomic_load(&t->published.socket),
		   state_name(atomic_load(&t->published.state)));
}

static void write_ptv(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"socket\":%d,\"afp_state\":\"%s\"}",
		   own_get(&t->own.socket),
		   state_name(own_get(&t->own.afp_state)));
}

static void write_loaded(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d}",
		   own_get(&t->own.loaded_if_idx),
		   own_get(&t->own.loaded_socket));
}

static const char *result_name(int result)
{
	const char *name;

	if (result == SENT_NONE)
		return "none";
	if (result == SENT_OK)
		return "ok";
	name = strerrorname_np(result);
	return name ? name : "unknown";
}

static void write_sent(struct gate_text *text, const struct thread *t)
{
	const struct sent *sent = &t->sent;

	gate_print(text, "{\"result\":\"%s\",\"socket\":%d,\"if_idx\":%d,"
		   "\"used\":%llu,\"held\":%llu,"
		   "\"state\":\"%s\",\"afp_state\":\"%s\"}",
		   result_name(own_get(&sent->result)),
		   own_get(&sent->socket), own_get(&sent->if_idx),
		   atomic_load_explicit(&sent->used, memory_order_relaxed),
		   atomic_load_explicit(&sent->held, memory_order_relaxed),
		   state_name(own_get(&sent->state)),
		   state_name(own_get(&sent->afp_state)));
}

static bool is_packet_socket(int fd)
{
	socklen_t size = sizeof(int);
	int domain;

	return !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) &&
	       domain == AF_PACKET;
}

/*
 * Asked of the kernel, not of our books: which numbers are packet sockets,
 * and which ones.  Number 0 is in the table whatever it is.
 */
static void write_descriptors(struct gate_text *text)
{
	DIR *descriptors = opendir("/proc/self/fd");
	struct dirent *entry;

	gate_print(text, "\"descriptor\":{\"#map\":[[0,%llu]",
		   (unsigned long long)socket_cookie(0));
	while (descriptors && (entry = readdir(descriptors))) {
		int fd = atoi(entry->d_name);

		if (fd > 0 && is_packet_socket(fd))
			gate_print(text, ",[%d,%llu]", fd,
				   (unsigned long long)socket_cookie(fd));
	}
	if (descriptors)
		closedir(descriptors);
	gate_print(text, "]}");
}

static void write_frame(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", ring_has_frame(&t->ring) ? "true" : "false");
}

static void write_members(struct gate_text *text, const struct engine *engine)
{
	gate_print(text, "\"members\":{");
	for (int i = 0; i < engine->options.interface_count; i++) {
		int members = 0;

		for (int j = 0; j < engine->thread_count; j++) {
			const struct thread *t = &engine->threads[j];

			if (t->interface == &engine->interfaces[i])
				members += packet_socket_is_member(t);
		}
		gate_print(text, "%s\"%s\":%d", i ? "," : "",
			   engine->interfaces[i].name, members);
	}
	gate_print(text, "}");
}

void snapshot_write(struct gate_text *text, void *context)
{
	struct engine *engine = context;

	gate_print(text, "{\"turn\":%d,\"reached\":%d,",
		   atomic_load(&engine->peers.turn),
		   atomic_load(&engine->peers.reached));
	write_each(text, engine, "counted", write_counted);
	gate_print(text, ",");
	write_each(text, engine, "peer", write_peer);
	gate_print(text, ",");
	write_each(text, engine, "ptv", write_ptv);
	gate_print(text, ",");
	write_descriptors(text);
	gate_print(text, ",");
	write_each(text, engine, "loaded", write_loaded);
	gate_print(text, ",");
	write_each(text, engine, "sent", write_sent);
	gate_print(text, ",\"extra\":{");
	write_each(text, engine, "frame", write_frame);
	gate_print(text, ",");
	write_members(text, engine);
	gate_print(text, "}}");
}
