// SPDX-License-Identifier: MIT
#include "snapshot.h"

#include "capture-thread.h"
#include "peers.h"

static void write_variable(struct gate_text *text,
			   const struct snapshot_variable *variable)
{
	const struct capture *c;

	gate_print(text, "\"%s\":{", variable->name);
	for (int i = 0; (c = capture_at(i)); i++) {
		gate_print(text, "%s\"%s\":", i ? "," : "", c->name);
		variable->write_value(text, c);
	}
	gate_print(text, "},");
}

void snapshot_write_each(struct gate_text *text,
			 const struct snapshot_variable *variables, int count)
{
	for (int i = 0; i < count; i++)
		write_variable(text, &variables[i]);
}

static void write_peer(struct gate_text *text, const struct capture *c)
{
	gate_print(text, "{\"if_idx\":%d,\"socket\":%d,\"state\":\"%s\"}",
		   peers_if_idx(c->entry), peers_socket(c->entry),
		   sent_state_name(peers_state_up(c->entry)));
}

/*
 * The thread's own afp_state is not visible, but sock_usage is.  Upstream's
 * AFPSwitchState() increments it at UP and decrements it at DOWN.  In runmode
 * workers no packet refers to the socket after its read, so at every gate it
 * is non-zero exactly if afp_state is UP.
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

static const struct snapshot_variable variables[] = {
	{ "peer", write_peer },
	{ "ptv", write_ptv },
	{ "loaded", write_loaded },
	{ "sent", write_sent },
};

void snapshot_write(struct gate_text *text, void *context)
{
	(void)context;
	gate_print(text, "{\"turn\":%d,\"reached\":%d,", peers_turn(),
		   peers_reached());
	snapshot_write_each(text, variables,
			    sizeof(variables) / sizeof(*variables));
	snapshot_write_kernel(text);
	gate_print(text, "}");
}
