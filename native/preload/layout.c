// SPDX-License-Identifier: MIT
/*
 * The offsets are internal to Suricata and differ between versions, and the
 * binary does not say which ones it has.  So we try each layout on the list
 * itself: with the right one it is a list of entries with the turns 0, 1, ...,
 * none of which has been opened, and whose peers are entries of the list.
 */
#include "layout.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static const struct layout layouts[] = {
	{
		.name = "7.0, 8.0",
		.socket = 0, .sock_usage = 4, .if_idx = 8, .turn = 72,
		.state = 76, .peer = 80, .next = 88, .iface = 104,
		.size = 152,
	},
	{
		.name = "main",
		.socket = 0, .sock_usage = 4, .if_idx = 8, .turn = 24,
		.state = 28, .peer = 32, .next = 40, .iface = 56,
		.size = 144,
	},
};

#define LAYOUTS (sizeof(layouts) / sizeof(*layouts))

/* Receives the reason why a layout does not fit. */
struct reason {
	char *text;
	size_t size;
};

static bool mismatch(const struct reason *why, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Always returns false. */
static bool mismatch(const struct reason *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, why->size, format, args);
	va_end(args);
	return false;
}

/*
 * A wrong layout gives invalid addresses.  The kernel reports them with an
 * error where a load would fault.
 */
static bool fetch(const void *from, void *to, size_t size)
{
	struct iovec local = { to, size }, remote = { (void *)from, size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) ==
	       (ssize_t)size;
}

static bool is_name(const char *iface)
{
	size_t length = strnlen(iface, IFACE_SIZE);

	for (size_t i = 0; i < length; i++)
		if (!isgraph((unsigned char)iface[i]) ||
		    strchr("\"\\", iface[i]))
			return false;
	return length > 0 && length < IFACE_SIZE;
}

/* Before its thread opens a socket, these fields are 0. */
static bool is_unopened(const struct layout *layout, const char *entry,
		     int number, const struct reason *why)
{
	int socket, usage;
	char state;

	if (!fetch(entry + layout->socket, &socket, sizeof(socket)) ||
	    !fetch(entry + layout->sock_usage, &usage, sizeof(usage)) ||
	    !fetch(entry + layout->state, &state, sizeof(state)))
		return mismatch(why, "entry %d cannot be read", number);
	if (socket || usage || state)
		return mismatch(why, "entry %d has socket %d, sock_usage %d "
				"and state %d before it is opened", number,
				socket, usage, state);
	return true;
}

static bool entry_fits(const struct layout *layout, const char *entry,
		       int number, const struct reason *why)
{
	char iface[IFACE_SIZE];
	int turn;

	if (!fetch(entry + layout->turn, &turn, sizeof(turn)) ||
	    !fetch(entry + layout->iface, iface, sizeof(iface)))
		return mismatch(why, "entry %d cannot be read", number);
	if (turn != number)
		return mismatch(why, "entry %d has turn %d", number, turn);
	if (!is_name(iface))
		return mismatch(why, "entry %d has no interface's name",
				number);
	return is_unopened(layout, entry, number, why);
}

static bool is_entry(const struct layout *layout, const void *head, int count,
		     const char *address)
{
	for (int number = 0; number < count; number++)
		if (layout_entry(layout, head, number) == address)
			return true;
	return false;
}

/*
 * An entry has no peer until that one's own entry is added.  Call it after
 * list_fits(): it follows the links.
 */
static bool peers_fit(const struct layout *layout, const void *head, int count,
		      const struct reason *why)
{
	for (int number = 0; number < count; number++) {
		const char *entry = layout_entry(layout, head, number);
		const char *peer;

		if (!fetch(entry + layout->peer, &peer, sizeof(peer)))
			return mismatch(why, "entry %d cannot be read", number);
		if (peer && !is_entry(layout, head, count, peer))
			return mismatch(why, "entry %d has a peer that is no "
					"entry", number);
	}
	return true;
}

/*
 * A TAILQ: each entry's back link points to the link that leads to it, and the
 * head points to the last link.
 */
static bool list_fits(const struct layout *layout, const char *head, int count,
		      const struct reason *why)
{
	const char *link = head + HEAD_FIRST, *entry, *back, *last;

	for (int number = 0; number < count; number++) {
		if (!fetch(link, &entry, sizeof(entry)) || !entry)
			return mismatch(why, "the list ends after %d of %d "
					"entries", number, count);
		link = entry + layout->next;
		if (!fetch(link + sizeof(entry), &back, sizeof(back)))
			return mismatch(why, "entry %d cannot be read", number);
		if (number == 0 && back != head)
			return mismatch(why, "entry 0 does not point back at "
					"the list");
		if (!entry_fits(layout, entry, number, why))
			return false;
	}
	if (!fetch(link, &entry, sizeof(entry)) || entry)
		return mismatch(why, "the list goes on after %d entries",
				count);
	if (!fetch(head + HEAD_LAST, &last, sizeof(last)) || last != link)
		return mismatch(why, "the list's end is not its entry %d",
				count - 1);
	return true;
}

const struct layout *layout_find(const void *head, int count, char *why,
				 size_t size)
{
	const struct layout *found = NULL;
	size_t length = 0;

	if (count < 1) {
		snprintf(why, size, "a list of %d entries", count);
		return NULL;
	}
	for (const struct layout *l = layouts; l < layouts + LAYOUTS; l++) {
		char text[128];
		const struct reason reason = { text, sizeof(text) };

		if (!list_fits(l, head, count, &reason) ||
		    !peers_fit(l, head, count, &reason)) {
			if (length < size)
				length += snprintf(why + length, size - length,
						   "%sas in %s %s", length ?
						   "; " : "", l->name, text);
		} else if (found) {
			snprintf(why, size, "both %s and %s", found->name,
				 l->name);
			return NULL;
		} else {
			found = l;
		}
	}
	return found;
}

const void *layout_entry(const struct layout *layout, const void *head,
			 int number)
{
	const char *entry = *(char *const *)((const char *)head + HEAD_FIRST);

	while (number-- > 0)
		entry = *(char *const *)(entry + layout->next);
	return entry;
}
