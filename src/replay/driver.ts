import type { ProgramState } from './machine/context.js'

/**
 * All threads are parked, the program ended (`crashed`), or something else went wrong (`failed`).
 * `ranMs`: how long the released thread ran, which is the program's time and not the driver's.
 * `asleep`: the released thread is at no new gate but sleeps in a call, in words; it counts as one at its last gate.
 */
export type StepOutcome =
  | ({ kind: 'parked'; ranMs?: number; asleep?: string } & ProgramState)
  | { kind: 'crashed' | 'failed'; why: string }

/**
 * What the machine releases the program's threads through. One thread at a time runs between gates,
 * so that a snapshot is consistent. A rejected promise is a failure, with the error's message.
 */
export interface Driver {
  /** Waits until exactly these threads are parked at their first gates. */
  assemble(threads: readonly string[], signal: AbortSignal): Promise<StepOutcome>
  /** The gate at which a thread stands. */
  standing(performer: string): string
  /** Brings about what a step needs, for example a frame for its performer. */
  stimulate(stimulus: string, performer: string, signal: AbortSignal): Promise<void>
  /** Lets a thread run to its next gate. */
  release(performer: string, signal: AbortSignal): Promise<StepOutcome>
  /** Takes a step that no thread takes, for `performer`: sets an interface's link up or down, say. */
  perform(action: string, performer: string, signal: AbortSignal): Promise<StepOutcome>
  /** The last gate of every thread; null for a thread that has reached none. */
  at(): Record<string, string | null>
  /** Lets all threads run on, past every gate. */
  free(): Promise<void>
}
