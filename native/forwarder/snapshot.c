// SPDX-License-Identifier: MIT
#include "snapshot.h"

#include "engine.h"
#include "missed-error.h"

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

static void write_counted(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%d", own_get(&t->own.counted));
}

static void write_peer(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d,\"state\":\"%s\"}",
		   atomic_load(&t->published.if_idx),
		   atomic_load(&t->published.socket),
		   sent_state_name(atomic_load(&t->published.state) ==
				   AFP_UP));
}

static void write_ptv(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"socket\":%d,\"afp_state\":\"%s\"}",
		   own_get(&t->own.socket),
		   sent_state_name(own_get(&t->own.afp_state) == AFP_UP));
}

static void write_loaded(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d}",
		   own_get(&t->own.loaded_if_idx),
		   own_get(&t->own.loaded_socket));
}

static void write_sent(struct gate_text *text, const struct thread *t)
{
	const struct sent *sent = &t->sent;

	sent_write(text, &(struct sent_record){
		.result = own_get(&sent->result),
		.socket = own_get(&sent->socket),
		.if_idx = own_get(&sent->if_idx),
		.used = atomic_load_explicit(&sent->used, memory_order_relaxed),
		.held = atomic_load_explicit(&sent->held, memory_order_relaxed),
		.up = own_get(&sent->state) == AFP_UP,
		.afp_up = own_get(&sent->afp_state) == AFP_UP,
	});
}

static void write_peer_update(struct gate_text *text, const struct thread *t)
{
	gate_print(text, "%s", own_get(&t->own.peer_update) ? "true" : "false");
}

/* The model's variables that have a value for each thread. */
static const struct {
	const char *variable;
	write_thread_fn *write_value;
} of_threads[] = {
	{ "counted", write_counted },
	{ "peer", write_peer },
	{ "ptv", write_ptv },
	{ "peer_update", write_peer_update },
	{ "loaded", write_loaded },
	{ "sent", write_sent },
};

void snapshot_write(struct gate_text *text, void *context)
{
	struct engine *engine = context;
	const size_t count = sizeof(of_threads) / sizeof(*of_threads);

	missed_error_drop(engine);
	gate_print(text, "{\"turn\":%d,\"reached\":%d,",
		   atomic_load(&engine->peers.turn),
		   atomic_load(&engine->peers.reached));
	for (size_t i = 0; i < count; i++) {
		snapshot_write_each(text, engine, of_threads[i].variable,
				    of_threads[i].write_value);
		gate_print(text, ",");
	}
	snapshot_write_kernel(text, engine);
	gate_print(text, "}");
}
