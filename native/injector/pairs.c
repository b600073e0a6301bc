// SPDX-License-Identifier: MIT
#include "pairs.h"

#include "port.h"

#include <errno.h>
#include <string.h>

int pairs_parse(char *text, struct pairs *pairs)
{
	char *pair, *rest = text;

	pairs->count = 0;
	while ((pair = strsep(&rest, ","))) {
		char *colon = strchr(pair, ':');
		int i = pairs->count;

		if (!colon || i == PAIRS_MAX) {
			errno = EINVAL;
			return -1;
		}
		*colon = '\0';
		pairs->tx[i] = port_find(pair);
		pairs->rx[i] = port_find(colon + 1);
		if (!pairs->tx[i] || !pairs->rx[i])
			return -1;
		pairs->count++;
	}
	return 0;
}
