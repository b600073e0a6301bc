// SPDX-License-Identifier: MIT
/*
 * preload-layout-test: prints one line for each fake list: the layout that was
 * found with 1, 2, ... entries in it, or why none was.
 */
#include "../layout.h"
#include "fake-list.h"

#include <stdio.h>

static int try_case(const char *name)
{
	struct fake_list_head head = { 0 };
	char why[512];

	printf("%s:", name);
	for (int i = 0; i < FAKE_LIST_ENTRIES; i++) {
		const struct layout *layout;

		if (fake_list_add(&head, name, "tx0"))
			break;
		layout = layout_find(&head, head.turn, why, sizeof(why));
		if (!layout) {
			printf(" refused at %d: %s", head.turn, why);
			break;
		}
		printf(" %s", layout->name);
		if (layout_entry(layout, &head, i) != (char *)head.last -
						      layout->next)
			return 1;
	}
	printf("\n");
	return 0;
}

int main(void)
{
	const char *name;

	for (int i = 0; (name = fake_list_case(i)); i++)
		if (try_case(name))
			return 1;
	return 0;
}
