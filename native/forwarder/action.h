/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_ACTION_H
#define PEERUP_FORWARDER_ACTION_H

/*
 * The steps of a capture thread: the actions of spec/PeerUp.tla.  A step runs
 * from its gate to the thread's next gate.
 */
enum action {
	WAIT_TURN,
	OPEN_SOCKET,
	BIND,
	BEGIN_RING,
	END_RING,
	PUBLISH_IF_INDEX,
	PUBLISH_SOCKET,
	PUBLISH_STATE,
	BUMP_READ_TURN,
	BUMP_ADD_REACHED,
	BUMP_REREAD_TURN,
	BUMP_STORE_REACHED,
	BUMP_STORE_TURN,
	SYNCHRONIZE_START,
	RECEIVE,
	ASK_FOR_ERROR,
	GUARD,
	LOAD_IF_INDEX,
	LOAD_SOCKET,
	SEND,
	PUBLISH_DOWN,
	SWITCH_DOWN,
	REOPEN,
	ENDED,
	ACTION_COUNT
};

extern const char *const action_names[ACTION_COUNT];

#endif
