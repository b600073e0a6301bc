import type { BehaviourMessages } from './behaviour.js'
import type { Progress, Statistics } from './statistics.js'
import type { ToolMessage } from './tool-messages.js'

/** The messages of one run by their use, before any conclusion. */
export type Findings = BehaviourMessages & {
  version: string | null
  success: ToolMessage | null
  violation: ToolMessage | null
  /** The first message that blames the specification. */
  spec: ToolMessage | null
  /** The place at which the evaluation of an expression failed. */
  nestedExpression: ToolMessage | null
  statistics: Statistics | null
  depth: number | null
  progress: Progress | null
  seconds: number | null
  /** The lines outside of messages. */
  outside: string[]
  /** In a run that goes on after a violation: each violation but the last, with its behaviour. */
  before: (BehaviourMessages & { violation: ToolMessage })[]
}

export function noFindings(): Findings {
  return {
    version: null,
    success: null,
    violation: null,
    spec: null,
    nestedExpression: null,
    states: [],
    stuttering: null,
    back: null,
    statistics: null,
    depth: null,
    progress: null,
    seconds: null,
    outside: [],
    before: [],
  }
}
