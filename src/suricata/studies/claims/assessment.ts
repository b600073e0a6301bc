/** A link from a page in `docs/`. */
export type EvidenceLink = { text: string; to: string }

/**
 * What the evidence says of one condition. `missing`: no result is about it, so it decides nothing;
 * `differs`: a result contradicts it, so its rule does not apply.
 */
export type Assessment = {
  state: 'holds' | 'differs' | 'missing'
  /** A description of the result; of missing evidence, what is missing. */
  text: string
  links: EvidenceLink[]
}

export const missingEvidence = (what: string): Assessment => ({
  state: 'missing',
  text: what,
  links: [],
})

export const stateOf = (holds: boolean): 'holds' | 'differs' => (holds ? 'holds' : 'differs')
