// SPDX-License-Identifier: MIT
/*
 * The part of a snapshot that comes from the kernel, not the engine's records.
 * Looking changes nothing: a pending error stays pending.
 */
#include "snapshot.h"

#include "arrival.h"
#include "engine.h"
#include "packet-socket.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static bool is_packet_socket(int fd)
{
	socklen_t size = sizeof(int);
	int domain;

	return !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) &&
	       domain == AF_PACKET;
}

/* Descriptors of packet sockets with their cookies, and 0 in any case. */
static void write_descriptors(struct gate_text *text)
{
	DIR *descriptors = opendir("/proc/self/fd");
	struct dirent *entry;

	gate_print(text, "\"descriptor\":{\"#map\":[[0,%llu]",
		   (unsigned long long)packet_socket_cookie(0));
	while (descriptors && (entry = readdir(descriptors))) {
		int fd = atoi(entry->d_name);

		if (fd > 0 && is_packet_socket(fd))
			gate_print(text, ",[%d,%llu]", fd,
				   (unsigned long long)packet_socket_cookie(fd));
	}
	if (descriptors)
		closedir(descriptors);
	gate_print(text, "]}");
}

static void write_frame(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", ring_has_frame(&t->ring) ? "true" : "false");
}

static void write_pollerr(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", arrival_has_error(t) ? "true" : "false");
}

/* What a thread sleeps in that left its last gate, or false. */
static void write_waits(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", arrival_sleeps(t) ? "\"recv\"" : "false");
}

/* The administrative state, which the driver sets; "gone" is an error. */
static const char *link_state(const struct engine *engine, const char *name)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, name);
	if (ioctl(engine->query_fd, SIOCGIFFLAGS, &request))
		return "gone";
	return request.ifr_flags & IFF_UP ? "up" : "down";
}

static int members(const struct engine *engine,
		   const struct interface *interface)
{
	int count = 0;

	for (int i = 0; i < engine->thread_count; i++) {
		const struct thread *t = &engine->threads[i];

		if (t->interface == interface)
			count += packet_socket_is_member(t);
	}
	return count;
}

static void write_links(struct gate_text *text, const struct engine *engine)
{
	gate_print(text, "\"link\":{");
	for (int i = 0; i < engine->options.interface_count; i++) {
		const char *name = engine->interfaces[i].name;

		gate_print(text, "%s\"%s\":\"%s\"", i ? "," : "", name,
			   link_state(engine, name));
	}
	gate_print(text, "}");
}

static void write_members(struct gate_text *text, const struct engine *engine)
{
	gate_print(text, "\"members\":{");
	for (int i = 0; i < engine->options.interface_count; i++)
		gate_print(text, "%s\"%s\":%d", i ? "," : "",
			   engine->interfaces[i].name,
			   members(engine, &engine->interfaces[i]));
	gate_print(text, "}");
}

void snapshot_write_kernel(struct gate_text *text, const struct engine *engine)
{
	write_descriptors(text);
	gate_print(text, ",");
	write_links(text, engine);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "pollerr", write_pollerr);
	gate_print(text, ",\"extra\":{");
	snapshot_write_each(text, engine, "frame", write_frame);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "waits", write_waits);
	gate_print(text, ",");
	write_members(text, engine);
	gate_print(text, "}");
}
