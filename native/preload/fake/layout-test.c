// SPDX-License-Identifier: MIT
/*
 * preload-layout-test: for each made list, one line: how the layout was found
 * when 1, 2, ... entries were there, or why it was not.
 */
#include "../layout.h"
#include "fake-list.h"

#include <stdio.h>

static int try(const char *what)
{
	struct fake_list_head head = { 0 };
	char why[512];

	printf("%s:", what);
	for (int i = 0; i < FAKE_LIST_ENTRIES; i++) {
		const struct layout *layout;

		if (fake_list_add(&head, what, "tx0"))
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
	const char *what;

	for (int i = 0; (what = fake_list_case(i)); i++)
		if (try(what))
			return 1;
	return 0;
}
