import type { State } from '../../core/value.js'
import type { Difference } from '../compare/compare.js'
import type { Pairs } from '../compare/pairing.js'
import type { Verdict } from './definition.js'

/** Where every thread stands, and the state of the program at that moment. */
export type ProgramState = { at: Record<string, string>; snapshot: State }

/**
 * What a machine is told. A thread's arrival has the name of its gate as type; `seen` is there when
 * something ran before. `world.assembled` comes once all threads are parked. `world.crashed` (the
 * program ended) and `world.failed` say `why`.
 */
export type MachineEvent = { type: string; seen?: ProgramState; why?: string }

/** The step under way: what is released, and where its thread must come next (null: the driver acts). */
export type CurrentStep = {
  /** The n-th of the replay; in a loop the same ones come again. */
  index: number
  performer: string
  action: string
  next: string | null
  waits: boolean
}

/** A step that was taken and compared; `round` is there in a loop, and counts from 1. */
export type TakenStep = {
  index: number
  round?: number
  performer: string
  action: string
  seen: 'anchored'
  differences: Difference[]
}

/** A behaviour that goes on for ever: the state after `last` is `entry`; the same two if it stutters. */
export type Loop = { entry: number; last: number }

export type Context = {
  /** Null if the behaviour ends. */
  loop: Loop | null
  /** How often the replay went round the loop, and all agreed. */
  rounds: number
  /** Null until the first step. */
  step: CurrentStep | null
  /** Which numbers of model and program correspond, as far as seen. */
  pairs: Pairs
  taken: TakenStep[]
  /** What the last comparison found. */
  differences: Difference[]
  /** Of a refusal: the gate that the model wants a thread at, and the one it stands at. */
  wanted: string | null
  stood: string | null
  why: string | null
}

/** What a machine puts out at its end. */
export type Conclusion = Context & { verdict: Verdict }
