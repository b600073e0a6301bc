import { replayIsAsExpected } from '../../report/as-expected.js'
import { replayText } from '../../report/counterexamples.js'
import type { BinaryRow } from '../../report/results.js'
import { adviceText } from '../binary/advice.js'
import {
  asksText,
  bumpText,
  conditionText,
  type Diagnosis,
  diagnosisLine,
  neverStarted,
  orderText,
  propertyOf,
  ringText,
  scenarioOf,
  variantText,
} from '../binary/diagnosis.js'
import { controlWitnesses, forwardProperty, sendProperty } from '../binary/is-affected.js'

/**
 * What `peerup doctor --binary` prints: the answer, what to do, what the engine is and, if verbose, the
 * evidence with every replay.
 */
export function doctorText(diagnosis: Diagnosis, { verbose }: { verbose: boolean }): string {
  const { binary, replays, notDriven } = diagnosis
  const evidence = [
    ...scenarioLines(diagnosis),
    ...wordLines(replays),
    ...(notDriven.length === 0 ? [] : [`- not driven from outside: ${notDriven.join(', ')}`]),
    `replays of the model's counterexamples, one pair with one thread an interface (${replays.length}):`,
    ...replays.flatMap(rowLines),
  ]
  return [
    `${binary}: ${diagnosisLine(diagnosis)}`,
    adviceText(diagnosis),
    `- ${variantText(diagnosis)}`,
    ...(neverStarted(diagnosis)
      ? []
      : [bumpText, orderText, asksText, ringText].map((text) => `- ${text(diagnosis)}`)),
    `- ${countText(diagnosis)}${verbose ? '' : '; --verbose shows the evidence'}`,
    ...(verbose ? evidence : []),
    '',
  ].join('\n')
}

/** What was reproduced in each scenario, of how much. */
function scenarioLines(diagnosis: Diagnosis): string[] {
  if (neverStarted(diagnosis)) return []
  const { replays, affected } = diagnosis
  return Object.keys(affected).flatMap((scenario) => {
    const rows = replays.filter((row) => scenarioOf(row) === scenario)
    const counts = kinds.flatMap(({ what, properties }) => {
      const matching = rows.filter((row) => properties.includes(propertyOf(row)))
      const reproduced = matching.filter(({ verdict }) => verdict === 'reproduced')
      return matching.length === 0
        ? []
        : [`${reproduced.length} of ${matching.length} ${what}${errnosOf(reproduced)}`]
    })
    return counts.length === 0
      ? []
      : [`- when ${conditionText(scenario)}, reproduced: ${counts.join(', ')}`]
  })
}

const kinds = [
  { what: 'sends to a peer that is not up', properties: [sendProperty] },
  { what: 'wedges', properties: [forwardProperty] },
  { what: 'controls', properties: controlWitnesses },
]

function errnosOf(rows: readonly BinaryRow[]): string {
  const errnos = new Set(rows.flatMap(({ errno }) => errno ?? []))
  return errnos.size === 0 ? '' : ` (${[...errnos].join(', ')})`
}

/** The first line that it logged of a failed send, and the last that it wrote if it never started. */
function wordLines(replays: readonly BinaryRow[]): string[] {
  const logged = [...new Set(replays.flatMap(({ engine }) => engine.log))]
  const said = replays.flatMap(({ engine }) => engine.said ?? []).at(-1)
  const more = logged.length < 2 ? '' : ` (and ${logged.length - 1} other)`
  return [
    ...(logged[0] === undefined ? [] : [`- it logged: ${logged[0]}${more}`]),
    ...(said === undefined ? [] : [`- it wrote last: ${said}`]),
  ]
}

function countText({ replays, takenFor }: Diagnosis): string {
  const count = `${replays.length} ${replays.length === 1 ? 'replay' : 'replays'}`
  const unexpected = replays.filter((row) => !replayIsAsExpected(row)).length
  if (unexpected > 0) return `! ${unexpected} of ${count} not as expected`
  const isOpen = replays.every(({ expected }) => expected === 'unknown')
  return isOpen
    ? `${count}, nothing was expected of them`
    : `${count}, all as expected of ${takenFor}`
}

function rowLines(row: BinaryRow): string[] {
  const good = replayIsAsExpected(row)
  const step = typeof row.predicted === 'number' ? ` at step ${row.predicted}` : ''
  const expected = good || row.expected === 'unknown' ? '' : `, expected ${row.expected}${step}`
  return [
    `${good ? ' ' : '!'} ${row.trace}: ${replayText(row).replace(`${row.binary}: `, '')}${expected}`,
    // After a refusal the gates open: what the engine logs then is no step of the trace.
    ...row.engine.log.map((line) =>
      row.verdict === 'reproduced'
        ? `    it logged: ${line}`
        : `    it logged, in the replay or after it: ${line}`,
    ),
    ...(row.engine.said ?? []).map((line) => `    it wrote last: ${line}`),
  ]
}
