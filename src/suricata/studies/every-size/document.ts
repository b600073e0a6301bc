import { isDeepStrictEqual } from 'node:util'
import { groupBy } from '../../../core/group-by.js'
import type { Manifest } from '../../../core/manifest.js'
import { markdownTable } from '../../../report/markdown-table.js'
import type { Plan } from './plan.js'
import type { EverySizeResult, PairRow, RefinementRow } from './result.js'

type Input = {
  result: EverySizeResult
  properties: Manifest['properties']
  variants: Manifest['variants']
  scenarios: Plan['scenarios']
  /** Refinements of the deep check, with its date and machine; null if there are none. */
  deep: { date: string; machine: { processor: string }; rows: readonly RefinementRow[] } | null
}

/** `docs/reference/every-size.md`: which properties engines of any number of threads have, and what that rests on. */
export function everySizeDocument(input: Input): string {
  const { result, properties, variants, scenarios, deep } = input
  const sizes = [...new Set(result.concrete.map(({ topology }) => topology))].join(', ')
  const named = Object.keys(variants)
  return [
    '# Every number of pairs and threads',
    'An engine with 24 capture threads has too many states to enumerate. The send properties are about one thread and its peer. All other threads affect these two only through the start barrier, through free descriptor numbers and through pending errors that they take. `spec/Pair.tla`, the pair, has these two threads in full and an environment that stands for all others, whatever their number. `npm run check` generates this page.',
    '## Which variant is safe, at every size',
    'holds: no engine violates the property, with any number of pairs and threads, as far as the pair stands for it. The line below each table lists the sizes at which that is checked; at other sizes it is argued. VIOLATED: the pair violates the property; a number of steps means that TLC found the violation among all threads of an engine of that size, and that the native forwarder replays it.',
    ...sameModelText(result, variants),
    ...scenariosIn(result).flatMap((scenario) => [
      `Scenario ${scenario}: ${boundText(scenarios[scenario])}`,
      scenarioTable(result, scenario, properties),
      checkedText([...result.refinement, ...(deep?.rows ?? [])], scenario, result),
    ]),
    ...spuriousText(result),
    '## What is proved, what is checked, what is argued',
    '- **Proved** by a proof system: nothing.',
    `- **Checked** by TLC: every step of the full model is a step of the pair and its environment or changes nothing there, for every thread and its peer (\`spec/MCReduction.tla\`), at the sizes below. The pair has every property above in all its states, or violates it as the tables say. A violation at ${sizes} is a behaviour of the full model (\`spec/TraceDirected.tla\` only leaves steps out).`,
    '- **Argued**, at the head of `spec/Pair.tla`: the full model implements the pair at every other size too, because the steps of other threads have no other effect on the two.',
    '- **Liveness** is claimed only at the sizes that `results.md` lists, because the environment of the pair promises nothing.',
    refinementTable(result.refinement, named),
    ...(deep === null
      ? []
      : [
          `The deep check, which takes minutes, has checked these sizes (\`npm run check:deep\`, ${deep.date}, ${deep.machine.processor}):`,
          refinementTable(deep.rows, named),
        ]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** The most failures in a scenario; its verdicts cover no more than these. */
function boundText(scenario: Plan['scenarios'][string] | undefined): string {
  if (scenario === undefined) return 'its failures are not known.'
  const { down, flaps, inRing } = scenario
  const unawares = inRing ? '; a ring set-up that it interrupts leaves no error on its socket' : ''
  const flapping =
    flaps === 1
      ? 'at most one link goes down, once,'
      : `links go down at most ${flaps} times in all,`
  const parts = [
    ...(down === 0 ? [] : [`at most ${down} interface is down at the start`]),
    ...(flaps === 0 ? [] : [`${flapping} at any moment${unawares}`]),
  ]
  return parts.length === 0 ? 'no link is ever down.' : `${parts.join(', and ')}.`
}

/** Variants that have no column, because another variant's features are the same. */
function sameModelText({ pair }: EverySizeResult, variants: Manifest['variants']): string[] {
  const checked = [...new Set(pair.map(({ variant }) => variant))]
  return Object.entries(variants).flatMap(([name, { features }]) => {
    const same = checked.find((other) => isDeepStrictEqual(variants[other]?.features, features))
    return checked.includes(name) || same === undefined
      ? []
      : [`${name} is the same model as ${same}, so the column ${same} is its column too.`]
  })
}

const scenariosIn = ({ pair }: EverySizeResult): string[] => [
  ...new Set(pair.map(({ scenario }) => scenario)),
]

function scenarioTable(
  result: EverySizeResult,
  scenario: string,
  properties: Manifest['properties'],
): string {
  const rows = result.pair.filter((row) => row.scenario === scenario)
  const variants = [...new Set(rows.map(({ variant }) => variant))]
  const names = [...new Set(rows.map(({ property }) => property))]
  return markdownTable(
    ['property', ...variants],
    names.map((property) => [
      properties[property]?.kind === 'witness' ? properties[property].claim : property,
      ...variants.map((variant) =>
        rows
          .filter((row) => row.variant === variant && row.property === property)
          .map((row) => cell(row, result, properties))
          .join(''),
      ),
    ]),
  )
}

/** The sizes at which every step of every thread is checked to be a step of the pair. */
function checkedText(
  rows: readonly RefinementRow[],
  scenario: string,
  { pair }: EverySizeResult,
): string {
  const variants = [...new Set(pair.map(({ variant }) => variant))]
  const own = rows.filter(
    (row) =>
      row.verdict === 'holds' &&
      row.scenario.split(' + ').includes(scenario) &&
      variants.includes(row.variant),
  )
  const sizes = groupBy(own, ({ topology }) => topology).map(([topology, group]) => {
    const names = new Set(group.map(({ variant }) => variant))
    return names.size === variants.length ? topology : `${topology} (${[...names].join(', ')})`
  })
  return `The full model is checked to implement the pair in ${scenario} at ${sizes.join(', ') || 'no size'}.`
}

function cell(row: PairRow, result: EverySizeResult, properties: Manifest['properties']): string {
  const mark = row.expected === row.verdict ? '' : '! '
  if (properties[row.property]?.kind === 'witness') {
    return `${mark}${row.verdict === 'violated' ? 'yes' : 'no'}`
  }
  return `${mark}${row.verdict === 'holds' ? 'holds' : `VIOLATED${concreteText(row, result)}`}`
}

function concreteText({ variant, scenario, property }: PairRow, { concrete }: EverySizeResult) {
  const found = concrete.find(
    (row) => row.variant === variant && row.scenario === scenario && row.property === property,
  )
  if (found === undefined) return ''
  return found.steps === null
    ? ` (not found at ${found.topology})`
    : ` (${found.topology}: ${found.steps} steps)`
}

function spuriousText({ concrete }: EverySizeResult): string[] {
  const spurious = concrete.filter(({ verdict }) => verdict === 'spurious')
  return spurious.map(
    ({ variant, scenario, property, topology }) =>
      `! ${property} of ${variant} in ${scenario}: the pair violates it, but no behaviour at ${topology} follows the pair's counterexample.`,
  )
}

/** Sets of changes that are not variants share a row. */
function refinementTable(rows: readonly RefinementRow[], named: readonly string[]): string {
  const isNamed = ({ variant }: RefinementRow) => named.includes(variant)
  const groups = groupBy(rows, (row, index) =>
    isNamed(row) ? `${index}` : `${row.topology} ${row.scenario}`,
  )
  return markdownTable(
    ['pairs x threads', 'scenarios', 'variant', 'implements the pair', 'states'],
    groups.flatMap(([, group]) => {
      const [first] = group
      if (first === undefined) return []
      const variant = isNamed(first) ? first.variant : `${group.length} other sets of changes, each`
      const holds = group.every(({ verdict }) => verdict === 'holds')
      const states = group.reduce((sum, row) => sum + row.states, 0)
      return [[first.topology, first.scenario, variant, holds ? 'yes' : '! no', `${states}`]]
    }),
  )
}
