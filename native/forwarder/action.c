// SPDX-License-Identifier: MIT
#include "action.h"

const char *const action_names[ACTION_COUNT] = {
	[WAIT_TURN] = "WaitTurn",
	[OPEN_SOCKET] = "OpenSocket",
	[BIND] = "Bind",
	[BEGIN_RING] = "BeginRing",
	[END_RING] = "EndRing",
	[PUBLISH_IF_INDEX] = "PublishIfIndex",
	[PUBLISH_SOCKET] = "PublishSocket",
	[PUBLISH_STATE] = "PublishState",
	[BUMP_READ_TURN] = "BumpReadTurn",
	[BUMP_ADD_REACHED] = "BumpAddReached",
	[BUMP_REREAD_TURN] = "BumpRereadTurn",
	[BUMP_STORE_REACHED] = "BumpStoreReached",
	[BUMP_STORE_TURN] = "BumpStoreTurn",
	[SYNCHRONIZE_START] = "SynchronizeStart",
	[RECEIVE] = "Receive",
	[ASK_FOR_ERROR] = "AskForError",
	[GUARD] = "Guard",
	[LOAD_IF_INDEX] = "LoadIfIndex",
	[LOAD_SOCKET] = "LoadSocket",
	[SEND] = "Send",
	[PUBLISH_DOWN] = "PublishDown",
	[SWITCH_DOWN] = "SwitchDown",
	[REOPEN] = "Reopen",
	[ENDED] = "Ended",
};
