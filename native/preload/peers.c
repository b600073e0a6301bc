// SPDX-License-Identifier: MIT
#include "peers.h"

#include "fatal.h"
#include "layout.h"
#include "settings.h"

#include <pthread.h>
#include <string.h>

#define AFP_STATE_UP 1		/* and DOWN is 0 */

/* In glibc's pthread_mutex_t; its first int is the futex. */
#define MUTEX_OWNER 8		/* int: the holder's tid */

static const struct layout *layout;

static int int_at(const void *base, size_t offset)
{
	return __atomic_load_n((const int *)((const char *)base + offset),
			       __ATOMIC_SEQ_CST);
}

static _Noreturn void unknown_layout(const char *why)
{
	fatal("expected the layout of AFPPeer in Suricata 7.0, 8.0 or main, "
	      "got %s; this build is not supported", why);
}

static void find_layout(int count)
{
	char why[512] = "";
	const struct layout *found = layout_find(settings.peerslist, count,
						 why, sizeof(why));

	if (!found)
		unknown_layout(why);
	if (layout && layout != found)
		unknown_layout("another one than before");
	layout = found;
}

const void *peers_newest(const char *iface)
{
	int count = peers_turn();
	const char *entry;

	find_layout(count);
	entry = layout_entry(layout, settings.peerslist, count - 1);
	if (strcmp(entry + layout->iface, iface))
		unknown_layout("an entry of another interface");
	return entry;
}

void peers_check_all(int count)
{
	find_layout(count);
}

const char *peers_layout_name(void)
{
	return layout->name;
}

int peers_turn(void)
{
	return int_at(settings.peerslist, HEAD_TURN);
}

int peers_reached(void)
{
	return int_at(settings.peerslist, HEAD_REACHED);
}

int peers_if_idx(const void *entry)
{
	return int_at(entry, layout->if_idx);
}

int peers_socket(const void *entry)
{
	return int_at(entry, layout->socket);
}

bool peers_state_up(const void *entry)
{
	return __atomic_load_n((const uint8_t *)entry + layout->state,
			       __ATOMIC_SEQ_CST) == AFP_STATE_UP;
}

bool peers_in_use(const void *entry)
{
	return int_at(entry, layout->sock_usage) != 0;
}

const void *peers_peer(const void *entry)
{
	return __atomic_load_n((const void *const *)((const char *)entry +
						     layout->peer),
			       __ATOMIC_SEQ_CST);
}

/*
 * The offset of the mutex differs between versions, and need not be known: the
 * entry contains only one futex, so an address in it that a thread waits at is
 * the mutex.
 */
int peers_lock_holder(const void *entry, uintptr_t address)
{
	uintptr_t offset = address - (uintptr_t)entry;

	if (address < (uintptr_t)entry || address % _Alignof(pthread_mutex_t) ||
	    offset + sizeof(pthread_mutex_t) > layout->size)
		return 0;
	return int_at(entry, offset + MUTEX_OWNER);
}
