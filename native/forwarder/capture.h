/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_FORWARDER_CAPTURE_H
#define PEERUP_FORWARDER_CAPTURE_H

/* A capture thread, from its turn to the engine's stop; takes its thread. */
void *capture_run(void *thread);

#endif
