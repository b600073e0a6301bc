// SPDX-License-Identifier: MIT
#include "sent.h"

#include <string.h>

const char *sent_state_name(bool up)
{
	return up ? "UP" : "DOWN";
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

void sent_write(struct gate_text *text, const struct sent_record *sent)
{
	gate_print(text, "{\"result\":\"%s\",\"socket\":%d,\"if_idx\":%d,"
		   "\"used\":%llu,\"held\":%llu,"
		   "\"state\":\"%s\",\"afp_state\":\"%s\"}",
		   result_name(sent->result), sent->socket, sent->if_idx,
		   sent->used, sent->held, sent_state_name(sent->up),
		   sent_state_name(sent->afp_up));
}
