import type { State } from '../../core/value.js'
import type { Difference } from '../compare/compare.js'
import type { Pairs } from '../compare/one-to-one.js'
import type { Verdict } from './definition.js'

/** Where every thread stands, and the state of the program at that moment. */
export type ProgramState = { at: Record<string, string>; snapshot: State }

/**
 * An event of the machine. The type of a thread's arrival is the name of its gate; `state` is present
 * if a thread was released before. `asleep` says, in words, that the thread sleeps in a call since it
 * left that gate. `driver.assembled` comes once all threads are parked;
 * `driver.crashed` (the program ended) and `driver.failed` carry `why`.
 */
export type MachineEvent = { type: string; state?: ProgramState; asleep?: string; why?: string }

/** The current step; `next` is where its thread must arrive, null for a step of the driver. */
export type CurrentStep = {
  /** Counts the steps of one round: those of a loop recur with the same index. */
  index: number
  performer: string
  action: string
  next: string | null
  waits: boolean
}

/** A step that was taken and compared; `round` is present in a loop, and counts from 1. */
export type TakenStep = {
  index: number
  round?: number
  performer: string
  action: string
  seen: 'anchored'
  differences: Difference[]
}

/** An endless behaviour: state `entry` follows state `last`; the two are equal if it stutters. */
export type Loop = { entry: number; last: number }

export type Context = {
  /** Null if the behaviour ends. */
  loop: Loop | null
  /** How many rounds of the loop agreed. */
  rounds: number
  /** Null until the first step. */
  step: CurrentStep | null
  /** Which numbers of model and program correspond, so far. */
  pairs: Pairs
  taken: TakenStep[]
  /** Of the last comparison. */
  differences: Difference[]
  /** Of a refusal: the gate that the model wants a thread at, and the one where it stands. */
  wanted: string | null
  stood: string | null
  why: string | null
}

/** The machine's output. */
export type Conclusion = Context & { verdict: Verdict }
