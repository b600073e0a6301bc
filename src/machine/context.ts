import type { State } from '../trace/value.js'
import type { Difference } from './compare.js'
import type { Verdict } from './definition.js'
import type { Pairs } from './pairing.js'

/** Where every thread stands, and the state of the program at that moment. */
export type Seen = { at: Record<string, string>; snapshot: State }

/**
 * What a machine is told. A thread's arrival has the name of its gate as type; `seen` is there when
 * something ran before. `world.assembled` comes once all threads are parked. `world.crashed` (the
 * program ended) and `world.failed` say `why`.
 */
export type MachineEvent = { type: string; seen?: Seen; why?: string }

/** The step under way: what is released, and where its thread must come next (null: the driver acts). */
export type Begun = {
  index: number
  performer: string
  action: string
  next: string | null
  waits: boolean
}

/** A step that was taken and compared. */
export type Taken = {
  index: number
  performer: string
  action: string
  seen: 'anchored'
  differences: Difference[]
}

export type Context = {
  /** Null until the first step. */
  step: Begun | null
  /** Which numbers of model and program correspond, as far as seen. */
  pairs: Pairs
  taken: Taken[]
  /** What the last comparison found. */
  differences: Difference[]
  /** Of a refusal: the gate that the model wants a thread at, and the one it stands at. */
  wanted: string | null
  stood: string | null
  why: string | null
}

/** What a machine puts out at its end. */
export type Concluded = Context & { verdict: Verdict }
