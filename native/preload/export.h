/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_EXPORT_H
#define PEERUP_PRELOAD_EXPORT_H

/*
 * Makes a call visible to the engine.  All other names are hidden, so that
 * they cannot clash with the engine's.
 */
#define EXPORT __attribute__((visibility("default")))

#endif
