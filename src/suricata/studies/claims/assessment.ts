/** A link from a page in `docs/`. */
export type Link = { text: string; to: string }

/**
 * What was found of one condition. `missing`: no result says it, so nothing follows; `differs`: a
 * result says otherwise, so the rule that asks for it does not apply.
 */
export type Seen = {
  state: 'holds' | 'differs' | 'missing'
  /** What was found, in words; of what is missing, what was looked for. */
  text: string
  links: Link[]
}

export const missing = (what: string): Seen => ({ state: 'missing', text: what, links: [] })

export const stateOf = (holds: boolean): 'holds' | 'differs' => (holds ? 'holds' : 'differs')
