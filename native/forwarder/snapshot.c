// SPDX-License-Identifier: MIT
#include "snapshot.h"

#include "engine.h"

#include <string.h>

void snapshot_write_each(struct gate_text *text, const struct engine *engine,
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

static void write_peer_update(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", own_get(&t->own.peer_update) ? "true" : "false");
}

void snapshot_write(struct gate_text *text, void *context)
{
	struct engine *engine = context;

	gate_print(text, "{\"turn\":%d,\"reached\":%d,",
		   atomic_load(&engine->peers.turn),
		   atomic_load(&engine->peers.reached));
	snapshot_write_each(text, engine, "counted", write_counted);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "peer", write_peer);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "ptv", write_ptv);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "peer_update", write_peer_update);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "loaded", write_loaded);
	gate_print(text, ",");
	snapshot_write_each(text, engine, "sent", write_sent);
	gate_print(text, ",");
	snapshot_write_kernel(text, engine);
	gate_print(text, "}");
}
