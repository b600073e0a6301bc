// SPDX-License-Identifier: MIT
/*
 * Lists of peers in the layouts of two generations of the engine, with and
 * without faults.  This file repeats the offsets of layout.c, because a test
 * of that table must not use it.
 */
#include "fake-list.h"

#include <stdint.h>
#include <string.h>

#define ENTRY_SIZE 256

static _Alignas(16) char memory[FAKE_LIST_ENTRIES][ENTRY_SIZE];

static const struct offsets {
	const char *name;
	int turn, state, peer, next, iface;
} generations[] = {
	{ "7.0", 72, 76, 80, 88, 104 },
	{ "main", 24, 28, 32, 40, 56 },
	/* No version has it: both known layouts must fail on it. */
	{ "scrambled", 60, 64, 120, 136, 160 },
};

static const char *const cases[] = {
	"7.0", "main", "scrambled", "7.0:turn", "main:turn", "7.0:cyclic",
	"main:cyclic", "7.0:back", "main:back", "7.0:name", "main:name",
	"7.0:wild", "main:wild", "7.0:short", "7.0:last", "7.0:socket",
	"main:usage", "7.0:state", "main:state", "7.0:peer", "main:peer",
};

const char *fake_list_case(int number)
{
	return number < (int)(sizeof(cases) / sizeof(*cases)) ? cases[number]
							      : NULL;
}

static const struct offsets *generation(const char *name)
{
	size_t length = strcspn(name, ":");

	for (size_t i = 0; i < sizeof(generations) / sizeof(*generations); i++)
		if (strlen(generations[i].name) == length &&
		    !memcmp(generations[i].name, name, length))
			return &generations[i];
	return NULL;
}

static void set_int(char *entry, int offset, int value)
{
	memcpy(entry + offset, &value, sizeof(value));
}

static void set_pointer(char *entry, int offset, void *value)
{
	memcpy(entry + offset, &value, sizeof(value));
}

/* Puts a fault into the entry that was just added. */
static void add_fault(struct fake_list_head *head, const struct offsets *o,
		      int number, const char *fault)
{
	char *entry = memory[number];

	if (!strcmp(fault, ":turn") && number == 1)
		set_int(entry, o->turn, 5);
	if (!strcmp(fault, ":cyclic"))
		set_pointer(entry, o->next, memory[0]);
	if (!strcmp(fault, ":back") && number == 0)
		set_pointer(entry, o->next + 8, entry);
	if (!strcmp(fault, ":name"))
		entry[o->iface + 1] = '\n';
	if (!strcmp(fault, ":wild") && number == 1)
		set_pointer(entry, o->next, (void *)(uintptr_t)0x10);
	if (!strcmp(fault, ":short") && number == 1)
		head->turn++;
	if (!strcmp(fault, ":last"))
		head->last = entry;
	if (!strcmp(fault, ":socket") && number == 1)
		set_int(entry, 0, 40);
	if (!strcmp(fault, ":usage") && number == 1)
		set_int(entry, 4, 1);
	if (!strcmp(fault, ":state"))
		entry[o->state] = 99;
	if (!strcmp(fault, ":peer"))
		set_pointer(entry, o->peer, entry + 8);
}

void fake_list_open(const char *name)
{
	const struct offsets *o = generation(name);

	for (int number = 0; number < FAKE_LIST_ENTRIES; number++) {
		char *entry = memory[number];

		set_int(entry, 0, 40 + number);		/* socket */
		set_int(entry, 4, number);		/* sock_usage */
		set_int(entry, 8, 70 + number);		/* if_idx */
		entry[o->state] = number ? 1 : 0;
	}
}

int fake_list_add(struct fake_list_head *head, const char *name,
		  const char *iface)
{
	const struct offsets *o = generation(name);
	int number = head->turn;
	char *entry;

	if (!o || number >= FAKE_LIST_ENTRIES)
		return -1;
	entry = memory[number];
	if (number == 0) {
		memset(memory, 0, sizeof(memory));
		head->last = &head->first;
	}
	set_int(entry, 8, -1);			/* if_idx */
	set_int(entry, o->turn, number);
	if (number % 2) {
		set_pointer(entry, o->peer, memory[number - 1]);
		set_pointer(memory[number - 1], o->peer, entry);
	}
	set_pointer(entry, o->next, NULL);
	set_pointer(entry, o->next + 8, head->last);
	strcpy(entry + o->iface, iface);
	set_pointer(head->last, 0, entry);
	head->last = entry + o->next;
	head->turn++;
	add_fault(head, o, number, name + strcspn(name, ":"));
	return 0;
}
