/** Facts about a trace beside its states: its property, and the outcome of a native replay. */
export type DiagramContext = {
  property?: { kind: 'invariant' | 'temporal' | 'witness'; claim: string }
  observed?: ReplayOutcome
}

/** The outcome of a replay, as in its results; `program` names the program that ran. */
export type ReplayOutcome = {
  verdict: string
  step: number | null
  action: string | null
  errno: string | null
  /** What became of the program, in a word that the mapping explains; others are not drawn. */
  afterwards: string
  program?: string
}
