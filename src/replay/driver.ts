import type { ProgramState } from './machine/context.js'

/**
 * All threads are parked, or the program ended (`crashed`), or something else went wrong (`failed`).
 * `ranMs`: how long the released thread ran, which is the program's time and not the driver's.
 */
export type StepOutcome =
  | ({ kind: 'parked'; ranMs?: number } & ProgramState)
  | { kind: 'crashed' | 'failed'; why: string }

/**
 * The program under replay, as the machine needs it. One thread at a time runs between gates, so
 * that a snapshot is consistent. A promise that rejects is a failure, with the error's message.
 */
export interface Driver {
  /** Waits until all these threads, and no others, are parked at their first gates. */
  assemble(threads: readonly string[], signal: AbortSignal): Promise<StepOutcome>
  /** The gate that a thread stands at. */
  standing(performer: string): string
  /** Brings about what a step needs, for example a frame for its performer. */
  stimulate(stimulus: string, performer: string, signal: AbortSignal): Promise<void>
  /** Lets a thread run to its next gate. */
  release(performer: string, signal: AbortSignal): Promise<StepOutcome>
  /** Does what no thread does, for `performer`: an interface's link up or down, say. */
  perform(action: string, performer: string, signal: AbortSignal): Promise<StepOutcome>
  /** The last gate of every thread; null for one that never came to a gate. */
  at(): Record<string, string | null>
  /** Lets all threads run on, past every gate. */
  free(): Promise<void>
}
