import { z } from 'zod'
import { linkedTraceName } from '../../report/replay-table.js'
import { type BinaryRow, binaryRow } from '../../report/results.js'
import { releases } from '../releases.js'
import { readText } from './engine-facts.js'

/** The JSON result of `doctor --binary`: conclusions from replays of the model's counterexamples in one engine. */
export const diagnosisSchema = z.strictObject({
  format: z.literal('peerup-binary/1'),
  binary: z.string(),
  version: z.string().nullable(),
  /** The variant that it was examined as; null if it behaves like none. */
  takenFor: z.string().nullable(),
  /** The variant of its version, if the replays contradict that. */
  mistakenFor: z.string().nullable().optional(),
  /** The variants whose model predicts every replay. */
  goesAs: z.array(z.string()),
  /** Whether a thread lets the next one go on before its ring set-up; null if no replay shows it. */
  earlyBump: z.boolean().nullable(),
  /**
   * Whether a thread's place in its fanout group follows its turn (`kept`), or the time of its ring set-up
   * (`timing`); null if no replay shows it.
   */
  order: z.enum(['kept', 'timing']).nullable().default(null),
  /** How a thread reads an error that poll() told of; whether it may sleep there, null for an unknown call. */
  asks: z
    .strictObject({ call: z.string(), flags: z.int(), waits: z.boolean().nullable() })
    .nullable()
    .default(null),
  /** The version of its rings: 2 or 3. */
  ring: z.int().nullable().default(null),
  /** By scenario: whether a thread can send to a peer that is not up; null if unknown. */
  affected: z.record(z.string(), z.boolean().nullable()),
  /** Scenarios in which it did not forward after a replay, with all gates open. */
  wedges: z.array(z.string()),
  replays: z.array(binaryRow),
  /** Counterexamples that need a thread stopped between two of its calls. */
  notDriven: z.array(z.string()),
})

export type Diagnosis = z.infer<typeof diagnosisSchema>

/** The scenarios of a diagnosis, in an operator's words. */
export const conditions: Record<string, string> = {
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
    : 'early bump: no, a thread lets the next one go on when its ring is set up'
}

/** Whether threads keep their places in their fanout groups, in words. */
export function orderText({ order }: Diagnosis): string {
  if (order === null) return 'order of threads and queues: not known'
  return order === 'kept'
    ? 'order of threads and queues: kept, each joins its group for good in its turn'
    : 'order of threads and queues: a matter of timing, a ring that is set up after the turn moves its thread to the end of the group'
}

/** How a thread reads an error, in words. */
export function asksText({ asks }: Diagnosis): string {
  if (asks === null) return 'read of an error: not known, no replay came to one'
  const { call, waits } = asks
  const by = `read of an error: by ${readText(asks)}`
  if (call === 'none') return 'read of an error: it reads none after POLLERR, which no variant does'
  if (waits === null) return `${by}, which no variant does`
  return waits
    ? `${by}, which waits: if a sender has taken the error, the thread sleeps and its direction of the pair is dead until the next one`
    : `${by}, which does not wait`
}

export const ringText = ({ ring }: Diagnosis): string =>
  ring === null
    ? 'ring: not known'
    : `ring: TPACKET_V${ring}, examined with it${ring === 3 ? '; a thread that opens its socket anew may stand still, for upstream resets the place of its reader in V2 rings alone' : ''}`

/** The version, and the variant that the engine was examined as and whether it behaves like it, in one line. */
export function variantText(diagnosis: Diagnosis): string {
  const { version, takenFor, mistakenFor, goesAs } = diagnosis
  const versionText = `version ${version ?? 'not known'}`
  const hint = mistakenFor == null ? '' : `, which would be ${nameText(mistakenFor)}`
  if (neverStarted(diagnosis)) return versionText
  if (takenFor === null) return `${versionText}${hint}; it behaves like no variant`
  if (goesAs.includes(takenFor)) {
    return `${versionText}${hint}; examined as ${nameText(takenFor)}, which it is to the step`
  }
  const [first] = goesAs
  const behaviour = first === undefined ? 'no variant' : goesAs.join(' and ')
  return `${versionText}${hint}; examined as ${nameText(takenFor)}, but it behaves like ${behaviour}`
}

/** `v8 (8.0.0-8.0.5)`: a variant with its releases, if it has some. */
const nameText = (variant: string): string =>
  releases[variant] === undefined ? variant : `${variant} (${releases[variant]})`

/** Whether the capture threads started in no replay. Then the program is no engine, or cannot start. */
export const neverStarted = ({ replays }: Pick<Diagnosis, 'replays'>): boolean =>
  replays.length > 0 && replays.every(({ engine }) => engine.startSeconds === null)

/** Whether every scenario has an answer. */
export const isKnown = ({ affected }: Diagnosis): boolean =>
  Object.values(affected).every((is) => is !== null)
