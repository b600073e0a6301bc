import { z } from 'zod'
import { linkedTraceName } from '../../report/replay-table.js'
import { type BinaryRow, binaryRow } from '../../report/results.js'

/** The JSON result of `doctor --binary`: conclusions from replays of the model's counterexamples in one engine. */
export const diagnosisSchema = z.strictObject({
  format: z.literal('peerup-binary/1'),
  binary: z.string(),
  version: z.string().nullable(),
  takenFor: z.string().nullable(),
  /** The variant of its version, if the early bump contradicts it; `takenFor` is then null. */
  mistakenFor: z.string().nullable().optional(),
  /** The variants whose model predicts every replay. */
  goesAs: z.array(z.string()),
  /** Whether a thread lets the next one go on before its ring set-up; null if no replay shows it. */
  earlyBump: z.boolean().nullable(),
  /** By scenario: whether a thread can send to a peer that is not up; null if unknown. */
  affected: z.record(z.string(), z.boolean().nullable()),
  /** Scenarios in which it did not forward after a replay, with all gates open. */
  wedges: z.array(z.string()),
  replays: z.array(binaryRow),
  /** Counterexamples that need a thread stopped between two of its calls. */
  notDriven: z.array(z.string()),
})

export type Diagnosis = z.infer<typeof diagnosisSchema>

/** The scenarios in an operator's words. */
const conditions: Record<string, string> = {
  'clean-start': 'all links are up',
  'failed-open': 'a link is down at its start',
  flap: 'a link goes down and comes back',
}

export const conditionText = (scenario: string): string => conditions[scenario] ?? scenario

/** The scenario and the property of a replayed trace: `v8.flap.1x1.SendImpliesPeerUp` has both. */
export const scenarioOf = ({ trace }: BinaryRow): string => partOf(trace, 1)
export const propertyOf = ({ trace }: BinaryRow): string => partOf(trace, 3)

const partOf = (trace: string, index: number): string =>
  linkedTraceName(trace).split('.')[index] ?? ''

/** The answer for an operator in one line: `affected`, `not affected`, or `affected when ...`. */
export function diagnosisLine({ affected, wedges }: Diagnosis): string {
  const scenarios = Object.entries(affected)
  const where = scenarios.filter(([, is]) => is === true).map(([name]) => conditionText(name))
  const open = scenarios.filter(([, is]) => is === null).map(([name]) => conditionText(name))
  const safe = scenarios.filter(([, is]) => is === false).map(([name]) => conditionText(name))
  const whether = open.length === 0 ? '' : `not known when ${open.join(', or when ')}`
  const wedged =
    wedges.length === 0
      ? ''
      : `; does not come to forward when ${wedges.map(conditionText).join(', or when ')}`
  if (where.length > 0 && where.length === scenarios.length) return `affected${wedged}`
  if (where.length > 0) {
    const unknown = whether === '' ? '' : `; ${whether}`
    return `affected when ${where.join(', or when ')}${wedged}${unknown}`
  }
  if (safe.length === 0) return `not known${wedged}`
  // The unknown scenarios come first, so that "not affected" does not stand alone.
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

/** The version and the variant that the engine is taken for; also the one that it behaves like, if another. */
export function variantText(diagnosis: Diagnosis): string {
  const { version, takenFor, mistakenFor, goesAs } = diagnosis
  const versionText = `version ${version ?? 'not known'}`
  const taken =
    mistakenFor === undefined
      ? `taken for ${takenFor ?? 'no variant'}`
      : `which means ${mistakenFor}, but its early bump contradicts that: taken for no variant`
  const isAsTaken = takenFor !== null && goesAs.includes(takenFor)
  if (isAsTaken || neverStarted(diagnosis)) return `${versionText}, ${taken}`
  const [first] = goesAs
  const behaviour =
    first === undefined
      ? 'it behaves like no variant'
      : `it behaves like ${goesAs.join(' and ')} (--variant ${first} examines it as such)`
  return `${versionText}, ${taken}; ${behaviour}`
}

/** Whether the capture threads started in no replay. Then the program is no engine, or cannot start. */
export const neverStarted = ({ replays }: Pick<Diagnosis, 'replays'>): boolean =>
  replays.length > 0 && replays.every(({ engine }) => engine.startSeconds === null)

/** Whether every scenario has an answer. */
export const isKnown = ({ affected }: Diagnosis): boolean =>
  Object.values(affected).every((is) => is !== null)
