/* SPDX-License-Identifier: MIT */
#ifndef PEERUP_PRELOAD_EXPORT_H
#define PEERUP_PRELOAD_EXPORT_H

/* All else is hidden: the engine must not meet our names. */
#define EXPORT __attribute__((visibility("default")))

#endif
