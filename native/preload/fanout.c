// SPDX-License-Identifier: MIT
#include "fanout.h"

#include "capture-thread.h"

#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int members(const char *iface)
{
	const struct capture *c;
	int count = 0;

	for (int i = 0; (c = capture_at(i)); i++)
		count += c->slot >= 0 && !strcmp(c->iface, iface);
	return count;
}

static void append(struct capture *capture)
{
	if (capture->slot < 0)
		capture->slot = members(capture->iface);
}

static void remove_member(struct capture *capture)
{
	int last = members(capture->iface) - 1;
	struct capture *c;

	if (capture->slot < 0)
		return;
	for (int i = 0; (c = capture_at(i)); i++)
		if (c->slot == last && !strcmp(c->iface, capture->iface))
			c->slot = capture->slot;
	capture->slot = -1;
}

void fanout_join(struct capture *capture)
{
	pthread_mutex_lock(&lock);
	capture->in_group = true;
	append(capture);
	pthread_mutex_unlock(&lock);
}

void fanout_rejoin(struct capture *capture)
{
	pthread_mutex_lock(&lock);
	if (capture->slot >= 0) {
		remove_member(capture);
		append(capture);
	}
	pthread_mutex_unlock(&lock);
}

void fanout_leave(struct capture *capture)
{
	pthread_mutex_lock(&lock);
	remove_member(capture);
	capture->in_group = false;
	pthread_mutex_unlock(&lock);
}

/* Of the sockets that are not linked, the one that was opened first. */
static struct capture *first_unlinked(const char *iface)
{
	struct capture *c, *first = NULL;

	for (int i = 0; (c = capture_at(i)); i++)
		if (c->in_group && c->slot < 0 && !strcmp(c->iface, iface) &&
		    (!first || c->open_number < first->open_number))
			first = c;
	return first;
}

void fanout_link_changed(const char *iface, int up)
{
	struct capture *c;

	pthread_mutex_lock(&lock);
	if (up)
		while ((c = first_unlinked(iface)))
			append(c);
	else
		for (int i = 0; (c = capture_at(i)); i++)
			if (!strcmp(c->iface, iface))
				c->slot = -1;
	pthread_mutex_unlock(&lock);
}
