import { markdownTable } from '../../../report/markdown-table.js'
import type { ReplayRow } from '../../../report/results.js'
import { everySetTable } from './every-set-table.js'
import { goals } from './minimal-sets.js'
import { pairsOf, reasonWords, setWords, variantsOf } from './phrases.js'
import { isTraced, reasonsOf, type SmallerSet, traceOfReason } from './reasons.js'
import type { Answer, FixSetsResult } from './result.js'
import { isLive, isSafe } from './set-verdicts.js'
import { type FixSets, flapScenarios } from './sets.js'

/** `docs/reference/fix-sets.md`. Nothing in it depends on the machine, on the time a run took, or on `--deep`. */
export function fixSetsDocument(
  result: FixSetsResult,
  sets: FixSets,
  evidence: FixSetsEvidence = { replays: [], cost: null },
): string {
  return [
    '# Which fix is enough?',
    'This table has the smallest sets of changes to Suricata 8.0.0-8.0.5 that reach each goal: every other set that reaches it contains one of them. `npm run check` generates this page.',
    answerTable(result, sets),
    recommendation(result, sets),
    ...costText(evidence.cost),
    ...pictureText(result, evidence.replays),
    'Each goal includes the goals above it.',
    goalsText,
    ...notGiven,
    changesTable(sets),
    '![The smallest sets and the named variants](diagrams/fix-sets.svg)',
    '## Why nothing less is enough',
    `Each row takes one change away${requirementsText(sets)} and names what breaks and the shortest behaviour that shows it. The kernel may refuse a send to a peer that is not up (ENETDOWN) while the socket is still open. If a longer behaviour uses a number that the peer has closed, it has a row of its own.`,
    reasonsTable(result, sets, evidence.replays),
    '## Every set',
    `This table has all ${sets.all.length} sets: \`x\` is a change that the set has, \`*\` one that changes nothing in the row. The columns of promises are independent of each other.`,
    everySetTable(result, sets),
    '## Method',
    ...method(result, sets),
    ...deviationsText(result),
  ]
    .join('\n\n')
    .concat('\n')
}

const goalsText = [
  ...goals.map(
    ({ want, question }) =>
      `- *${want.replace(/^./, (first) => first.toUpperCase())}*: ${question}`,
  ),
  '- *Rings in parallel*: two threads can set up their rings at the same time, the purpose of 923ad6af.',
  '',
  'A send is safe if SendImpliesPeerUp, SendUsesPeersSocket and SendUsesPeersIfIndex hold of it. Live means that the barrier opens and every thread forwards again and again. Under flaps one link goes down once, at any moment, maybe during a ring set-up, and maybe while the other link is still down from the start. A fatal failure is a ring that cannot be set up in the first open: the main thread learns of it only when all threads before the failed one have begun their loops.',
].join('\n')

/** What the last goal leaves open, as a maintainer would ask it. */
const notGiven = [
  '## What the recommended set does not give',
  [
    '- *Is thread n still on queue n after a flap, or a start with a link down?* No. Threads reopen without turns, in every set.',
    '- *Is every frame forwarded?* No. The guard drops the frames for a peer that is not up, and a send that succeeds is no frame received: the other end may have no carrier.',
    '- *Does the engine survive a fatal failure?* No. The failure is noticed, and the engine ends.',
    '- *Does it hold for any number of flaps?* One flap was asked here; [every-size.md](every-size.md) has what is known of more.',
    '- *Does it hold whatever descriptor 0 is, with a TPACKET_V3 ring, or if an interface changes its index?* [What the model leaves out](../architecture.md#what-the-model-leaves-out) has the assumptions.',
  ].join('\n'),
]

/** What the native forwarder shows of the sets. */
export type FixSetsEvidence = {
  /** Replays of counterexamples, also of sets that are not variants. */
  replays: readonly ReplayRow[]
  /** What the fixes cost on the forwarding path; null if it was not measured. */
  cost: {
    date: string
    machine: { processor: string }
    fixes: {
      packetsPerSecond: Record<string, number>
      costPercentAgainstV8: Record<string, { median: number; interval95: readonly number[] }>
    }
  } | null
}

function costText(cost: FixSetsEvidence['cost']): string[] {
  if (cost === null) return []
  const { packetsPerSecond, costPercentAgainstV8 } = cost.fixes
  const rates = Object.entries(packetsPerSecond).map(([variant, rate]) => `${variant} ${rate}`)
  const costs = Object.entries(costPercentAgainstV8).map(
    ([variant, { median, interval95 }]) =>
      `${variant} ${median} % (95 % interval ${interval95.join(' to ')})`,
  )
  return [
    `Forwarding through one veth pair, measured on ${cost.date} (${cost.machine.processor}, \`npm run bench\`), has these median rates: ${rates.join(', ')} packets a second. Cost against 8.0.0-8.0.5 (negative: faster): ${costs.join(', ')}. Each run is paired with a run of 8.0.0-8.0.5 (v8); the cost is the median of the ratios, not the ratio of the medians.`,
  ]
}

/** The recommended variant at work: a link goes down and comes back. */
function pictureText(
  { recommendation, variants }: FixSetsResult,
  replays: readonly ReplayRow[],
): string[] {
  const [name] = recommendation === null ? [] : variantsOf(recommendation, variants)
  return name === undefined
    ? []
    : [
        `The native variant \`${name}\` reproduces how ${name} survives [a flap](diagrams/${name}.flap.1x1.NeverRecovers.svg) and [a failed open](diagrams/${name}.failed-open.1x1.NeverRecovers.svg).${lockText(name, replays)}`,
      ]
}

/** The shortest recoveries do not need the lock, so its effect shows in a refused replay. */
function lockText(name: string, replays: readonly ReplayRow[]): string {
  const trace = `${name}-without-lock.flap.1x1.SendImpliesPeerUp`
  const refused = replays.find(
    (row) =>
      row.trace === trace && 'variant' in row && row.variant === name && row.verdict === 'refused',
  )
  return refused === undefined
    ? ''
    : ` Neither behaviour needs the lock. What the lock prevents is in [the counterexample without it](diagrams/${trace}.svg), which \`${name}\` refuses at step ${refused.step}, ${refused.action}.`
}

function answerTable(result: FixSetsResult, sets: FixSets): string {
  const cell = ({ minimal }: Answer) =>
    minimal.length === 0
      ? 'none'
      : minimal.map(({ set }) => setWords(set, sets, result)).join('; **or** ')
  return markdownTable(
    ['goal', 'smallest sets', 'with rings in parallel'],
    pairsOf(result.answers).map(({ want, any, parallel }) => [want, cell(any), cell(parallel)]),
  )
}

function recommendation(result: FixSetsResult, sets: FixSets): string {
  return result.recommendation === null
    ? '**No single smallest set reaches every goal with rings in parallel.**'
    : `The only smallest set that reaches every goal with rings in parallel is **${setWords(result.recommendation, sets, result)}**.`
}

const changesTable = ({ changes }: FixSets): string =>
  markdownTable(
    ['change', 'what it does'],
    changes.map(({ words, about }) => [words, about]),
  )

/** ` (the lock goes with the guard)` */
function requirementsText({ changes, wordsOf }: FixSets): string {
  const texts = changes.flatMap(({ words, requires }) =>
    requires.map((required) => `the ${words} goes with the ${wordsOf(required)}`),
  )
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`
}

function reasonsTable(result: FixSetsResult, sets: FixSets, replays: readonly ReplayRow[]): string {
  const rows = reasonsOf(result).map(({ set, less }) => [
    setWords(set, sets, result),
    sets.wordsOf(less.without),
    ...reasonWords(less.reason),
    isTraced({ set, less }, result)
      ? shownIn(less, { sets, variants: result.variants, replays })
      : '-',
  ])
  const distinct = new Map(rows.map((row) => [row.join('|'), row]))
  const header = ['set', 'without', 'breaks', 'scenario, counterexample', 'shown in']
  return markdownTable(header, [...distinct.values()])
}

/** The picture of a counterexample, and the verdict of its replay in its own variant or set. */
function shownIn(
  less: SmallerSet,
  {
    sets,
    variants,
    replays,
  }: { sets: FixSets; variants: FixSetsResult['variants']; replays: readonly ReplayRow[] },
): string {
  const name = traceOfReason(less, sets, variants)
  if (name === null) return '-'
  const replayed = replays.find(
    (row) => row.trace === name && 'variant' in row && name.startsWith(`${row.variant}.`),
  )
  const verdict = replayed === undefined ? '' : `, ${replayed.verdict}${errnoText(replayed)}`
  return `[picture](diagrams/${name}.svg)${verdict}`
}

const errnoText = ({ errno }: ReplayRow): string => (errno === null ? '' : `, ${errno}`)

function method(result: FixSetsResult, { all, changes }: FixSets): string[] {
  const live = all.filter(
    ({ name }) =>
      isSafe(name, flapScenarios, result) &&
      isLive(name, ['failed-open', ...flapScenarios], result),
  )
  return [
    `${all.length} sets in seven scenarios are ${result.models} models: sets that differ only in features which no step of a scenario reads are one model there. \`spec/lattice.json\` names these features and argues each. Each run shows it: the record that TLC gets does not have them, so a step that reads one ends the search with an error.`,
    `TLC searched these models together, with one thread on each interface. A set that is unsafe in flap is unsafe under flaps, so only the others were asked about in flap-in-ring and failed-open-flap. A set that is safe there was also searched in the reduced model, which stands for every number of pairs and threads ([every-size.md](every-size.md) says where that is checked). The reduced model has no fatal failures: what is said of them is said of one thread on each interface. The order was searched with two threads on each.`,
    `A set that is not live has a state that is stuck: the barrier cannot open any more, or a thread sleeps in its read of an error that is gone. The same search checks of every step that it does not lead out of such a state. ${live.length} sets are safe under flaps and live in every scenario; TLC checked that as a temporal property, many sets in one run; under flaps it was asked of the sets that are safe there. A set that is live in failed-open-flap is live in clean-start, failed-open and flap, because failed-open-flap has their behaviours; \`spec/MCFixSets.tla\` has the arguments.`,
    'The safety of the smallest sets and their neighbours with two threads on each interface is checked separately, as far as `docs/measured/deep.json` records it: see the end of [results.md](results.md).',
    `The ${numberWord(changes.length)} changes are those of the table above. Another kind of change might reach a goal with less; this is not examined. SendImpliesPeerUp compares the state at the send itself, so under flaps it requires a lock or something like one.`,
    'The model has two places for the bump, not three. No access to shared memory lies between the end of AFPCreateSocket() (fix-b) and its return (7.0.x), so these two are one model here. Each run compares the states and the counterexamples of every named variant, 7.0.x among them, with those of the variant checked by itself.',
  ]
}

const numberWord = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ??
  String(count)

function deviationsText({ surprises }: FixSetsResult): string[] {
  return surprises.length === 0
    ? ['All verdicts are as argued in `spec/lattice.json`.']
    : ['**Not as expected:**', surprises.map((text) => `- ${text}`).join('\n')]
}
