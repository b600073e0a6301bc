/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_CAPTURE_H
#define PEERUP_FORWARDER_CAPTURE_H

/* Runs a struct thread from its turn to the engine's stop; returns NULL. */
void *capture_run(void *thread);

#endif
