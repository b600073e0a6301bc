/** A link from a page in `docs/`. */
export type EvidenceLink = { text: string; to: string }

/**
 * What was found of one condition. `missing`: no result says it, so nothing follows; `differs`: a
 * result says otherwise, so the rule that asks for it does not apply.
 */
export type Assessment = {
  state: 'holds' | 'differs' | 'missing'
  /** What was found, in words; of what is missing, what was looked for. */
  text: string
  links: EvidenceLink[]
}

export const missingEvidence = (what: string): Assessment => ({
  state: 'missing',
  text: what,
  links: [],
})

export const stateOf = (holds: boolean): 'holds' | 'differs' => (holds ? 'holds' : 'differs')
