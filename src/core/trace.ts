import type { FeatureRecord } from './features.js'
import type { State } from './value.js'

/** A behaviour of the model with the performer of each step: the input of the rest of the pipeline. */
export type Trace = TraceMeta & {
  /** State 0 is the initial one and has no step; the step of state n leads from n - 1 to n. */
  states: { step: Step | null; state: State }[]
  /**
   * The index of the state that follows the last one, for ever: the last one's own index if the
   * behaviour stutters; null if it ends.
   */
  loop: number | null
}

/** Where a trace comes from. */
export type TraceMeta = {
  /** `v8.clean-start.1x1` */
  model: string
  variant: string
  scenario: string
  topology: string
  /** The property that the behaviour violates; a behaviour drawn at random has `drawn-001`. */
  property: string
  /** The variant's features, as PeerUp.tla names them. */
  features: FeatureRecord
  /** TLC's version, as TLC prints it. */
  tlc: string
}

/** The performer is a thread or, for a step of the driver, a key of the environment: an interface, say. */
export type Step = { performer: string; action: string }

/** `v8.clean-start.1x1.SendImpliesPeerUp`: the name of a trace's files. */
export const traceName = (trace: TraceMeta): string => `${trace.model}.${trace.property}`
