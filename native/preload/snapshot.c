// SPDX-License-Identifier: MIT
#include "snapshot.h"

#include "capture.h"
#include "peers.h"

void snapshot_write_each(struct gate_text *text, const char *variable,
			 snapshot_value_fn *write_value)
{
	const struct capture *c;

	gate_print(text, "\"%s\":{", variable);
	for (int i = 0; (c = capture_at(i)); i++) {
		gate_print(text, "%s\"%s\":", i ? "," : "", c->name);
		write_value(text, c);
	}
	gate_print(text, "}");
}

static void write_peer(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d,\"state\":\"%s\"}",
		   peers_if_idx(c->entry), peers_socket(c->entry),
		   sent_state_name(peers_state_up(c->entry)));
}

/*
 * The thread's own afp_state is nowhere that we could look.  sock_usage stands
 * in for it: AFPSwitchState() sets it at UP and takes it back at DOWN, and in
 * runmode workers no packet outlives its read, so that at every stop it is
 * non-zero exactly when afp_state is UP.
 */
static void write_ptv(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "{\"socket\":%d,\"afp_state\":\"%s\"}", c->socket,
		   sent_state_name(peers_in_use(c->entry)));
}

static void write_loaded(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d}", c->loaded_if_idx,
		   c->loaded_socket);
}

static void write_sent(struct gate_text *text, const struct capture *c)
{
	sent_write(text, &c->sent);
}

void snapshot_write(struct gate_text *text, void *context)
{
	(void)context;
	gate_print(text, "{\"turn\":%d,\"reached\":%d,", peers_turn(),
		   peers_reached());
	snapshot_write_each(text, "peer", write_peer);
	gate_print(text, ",");
	snapshot_write_each(text, "ptv", write_ptv);
	gate_print(text, ",");
	snapshot_write_each(text, "loaded", write_loaded);
	gate_print(text, ",");
	snapshot_write_each(text, "sent", write_sent);
	gate_print(text, ",");
	snapshot_write_kernel(text);
	gate_print(text, "}");
}
