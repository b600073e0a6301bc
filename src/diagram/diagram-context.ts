/** What is known of a trace beside its states: its property, and what a native run of it gave. */
export type DiagramContext = {
  property?: { kind: 'invariant' | 'temporal' | 'witness'; claim: string }
  observed?: ReplayOutcome
}

/** The outcome of a replay, as in its results; `program` names what was run. */
export type ReplayOutcome = {
  verdict: string
  step: number | null
  action: string | null
  errno: string | null
  afterwards: 'forwards' | 'wedged' | 'unknown'
  program?: string
}
