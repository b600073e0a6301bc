import { z } from 'zod'
import { binaryRow } from '../../report/results.js'

/** What replays of the model's counterexamples say of one engine: the JSON result of `doctor --binary`. */
export const diagnosisSchema = z.strictObject({
  format: z.literal('peerup-binary/1'),
  binary: z.string(),
  version: z.string().nullable(),
  takenFor: z.string().nullable(),
  /** The variant that its version says, if the early bump says otherwise: then it is taken for none. */
  mistakenFor: z.string().nullable().optional(),
  /** The variants whose model says of every replay what was observed. */
  goesAs: z.array(z.string()),
  /** Whether a thread lets the next one go on before its ring set-up; null if no replay tells. */
  earlyBump: z.boolean().nullable(),
  /** By scenario: whether a thread can be made to send to a peer that is not up; null if nobody knows. */
  affected: z.record(z.string(), z.boolean().nullable()),
  /** Scenarios in which it did not come to forward once a replay was over and all gates were open. */
  wedges: z.array(z.string()),
  replays: z.array(binaryRow),
  /** Counterexamples that need a thread stopped between two of its calls. */
  notDriven: z.array(z.string()),
})

export type Diagnosis = z.infer<typeof diagnosisSchema>

/** What a scenario is to an operator. */
const conditions: Record<string, string> = {
  'clean-start': 'all links are up',
  'failed-open': 'a link is down at its start',
  flap: 'a link goes down and comes back',
}

const inWords = (scenario: string): string => conditions[scenario] ?? scenario

/** The one line for an operator: `affected`, `not affected`, or `affected when ...`. */
export function diagnosisLine({ affected, wedges }: Diagnosis): string {
  const scenarios = Object.entries(affected)
  const where = scenarios.filter(([, is]) => is === true).map(([name]) => inWords(name))
  const open = scenarios.filter(([, is]) => is === null).map(([name]) => inWords(name))
  const safe = scenarios.filter(([, is]) => is === false).map(([name]) => inWords(name))
  const whether = open.length === 0 ? '' : `not known when ${open.join(', or when ')}`
  const wedged =
    wedges.length === 0
      ? ''
      : `; does not come to forward when ${wedges.map(inWords).join(', or when ')}`
  if (where.length > 0 && where.length === scenarios.length) return `affected${wedged}`
  if (where.length > 0) {
    const unknown = whether === '' ? '' : `; ${whether}`
    return `affected when ${where.join(', or when ')}${wedged}${unknown}`
  }
  if (safe.length === 0) return `not known${wedged}`
  // What is not known comes first: nobody shall read that it is not affected, and go.
  return whether === ''
    ? `not affected${wedged}`
    : `${whether}; not affected when ${safe.join(', or when ')}${wedged}`
}

/** Whether the barrier is bumped early, in words. */
export function bumpText({ earlyBump }: Diagnosis): string {
  if (earlyBump === null) return 'early bump: not known'
  return earlyBump
    ? 'early bump: yes, a thread lets the next one go on before its ring is set up (923ad6af)'
    : 'early bump: no, a thread comes from bind() to its ring without letting the next one go on'
}

/** What it is taken for, and why; and what it went as, if that is something else. */
export function variantText({ version, takenFor, mistakenFor, goesAs }: Diagnosis): string {
  const said = `version ${version ?? 'not known'}`
  const taken =
    mistakenFor === undefined
      ? `taken for ${takenFor ?? 'no variant'}`
      : `which says ${mistakenFor}, but its bump is not that one's: taken for no variant`
  if (takenFor !== null && goesAs.includes(takenFor)) return `${said}, ${taken}`
  const [first] = goesAs
  const went =
    first === undefined
      ? 'it did what no variant does'
      : `it did what ${goesAs.join(' and ')} would do (--variant ${first} examines it as that)`
  return `${said}, ${taken}; ${went}`
}

/** Whether the question is answered in every scenario, one way or the other. */
export const isKnown = ({ affected }: Diagnosis): boolean =>
  Object.values(affected).every((is) => is !== null)
