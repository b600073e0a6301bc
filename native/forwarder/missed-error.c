// SPDX-License-Identifier: MIT
#include "missed-error.h"

#include "engine.h"

#include <sys/socket.h>

void missed_error_drop(const struct engine *engine)
{
	int count = engine->options.miss_in_ring ? engine->thread_count : 0;

	for (int i = 0; i < count; i++) {
		const struct thread *t = &engine->threads[i];
		int error;
		socklen_t size = sizeof(error);

		/* Reading it clears it; there may be none. */
		if (atomic_load(&t->misses_error))
			getsockopt(own_get(&t->own.socket), SOL_SOCKET,
				   SO_ERROR, &error, &size);
	}
}
