import { groupBy } from '../core/group-by.js'
import type { Manifest, ModelKey } from '../core/manifest.js'
import { modelIsAsExpected } from './as-expected.js'
import { markdownTable } from './markdown-table.js'
import type { ModelRow } from './results.js'

/** Which properties answer the two questions of the overview, and its words where a specification has some. */
export type OverviewTerms = {
  /** The properties that must all hold for `safe`. */
  safety: readonly string[]
  /** The word for a violation of one of them; without it, the property is named. */
  unsafe?: string
  /** The properties that must all hold for `live`. */
  liveness: readonly string[]
  /** The property that shows as `wedged` if violated; the others show their name. */
  forwards?: string
  /** Scenarios whose liveness is another question, with the words of its two answers. */
  otherwise?: Readonly<Record<string, { liveness: readonly string[]; good: string; bad: string }>>
  /** A label for each variant that a reader knows by another name: `8.0.0-8.0.5`. */
  labels?: Readonly<Record<string, string>>
}

/** The terms for any specification: all its invariants, all its temporal properties. */
export function overviewTerms({
  properties,
  forwards,
}: Pick<Manifest, 'properties' | 'forwards'>): OverviewTerms {
  const ofKind = (kind: string) =>
    Object.keys(properties).filter((name) => properties[name]?.kind === kind)
  return {
    safety: ofKind('invariant'),
    liveness: ofKind('temporal'),
    ...(forwards === undefined ? {} : { forwards }),
  }
}

/** A ticket and a terminal show this many columns. */
const widest = 120

/**
 * What TLC found, a row for each variant and a column for each scenario: whether it is safe, whether it is
 * live, and at which topologies if not at all. Cells come from the rows alone; `models` are what was
 * selected, so that one without an answer says `not run`. Scenarios with equal answers share a column. Wide
 * tables have a row for each cell instead.
 */
export function overviewTable(
  rows: readonly ModelRow[],
  models: readonly ModelKey[],
  terms: OverviewTerms,
): string {
  const variants = distinct(models, 'variant')
  const scenarios = distinct(models, 'scenario')
  const cellOf = (variant: string, scenario: string) =>
    cell(
      rows.filter((row) => row.variant === variant && row.scenario === scenario),
      models.filter((model) => model.variant === variant && model.scenario === scenario),
      terms,
    )
  const labelOf = (variant: string) => {
    const label = terms.labels?.[variant]
    return label === undefined ? variant : `${variant} (${label})`
  }
  const columns = groupBy(scenarios, (scenario) =>
    JSON.stringify(variants.map((variant) => cellOf(variant, scenario))),
  ).map(([, group]) => group)
  const table = markdownTable(
    ['variant', ...columns.map((group) => group.join(', '))],
    variants.map((variant) => [
      labelOf(variant),
      ...columns.map(([scenario = '']) => cellOf(variant, scenario)),
    ]),
  )
  if (table.indexOf('\n') <= widest) return table
  return markdownTable(
    ['variant', 'scenario', 'TLC found'],
    variants.flatMap((variant) =>
      scenarios.map((scenario) => [labelOf(variant), scenario, cellOf(variant, scenario)]),
    ),
  )
}

/** What the words of the table stand for, and the topologies, a line each. */
export function overviewLegend(models: readonly ModelKey[], terms: OverviewTerms): string {
  const { safety, unsafe, liveness, forwards } = terms
  const line = (good: string, bad: string | undefined, properties: readonly string[]) =>
    properties.length === 0
      ? []
      : [
          `${good}${bad === undefined ? '' : ` or ${bad}`}: whether ${listed(properties)} hold${properties.length === 1 ? 's' : ''}`,
        ]
  const topologies = groupBy(models, ({ scenario }) => scenario).map(
    ([scenario, group]) => `${scenario} ${distinct(group, 'topology').join(', ')}`,
  )
  return [
    ...line('safe', unsafe, safety),
    ...line('live', forwards === undefined ? undefined : 'wedged', liveness),
    ...Object.entries(terms.otherwise ?? {})
      .filter(([scenario]) => models.some((model) => model.scenario === scenario))
      .map(
        ([scenario, { liveness, good, bad }]) =>
          `${scenario}, ${good} or ${bad}: whether ${listed(liveness)} holds`,
      ),
    `topologies: ${topologies.join('; ')}`,
  ].join('\n')
}

function cell(
  rows: readonly ModelRow[],
  models: readonly ModelKey[],
  terms: OverviewTerms,
): string {
  if (models.length === 0) return 'not asked'
  if (rows.every(({ verdict }) => verdict === 'not-run')) return 'not run'
  const topologies = distinct(models, 'topology')
  const unsafe = (violated: readonly string[]) => terms.unsafe ?? named(violated)
  const dead = (violated: readonly string[]) =>
    violated.some((property) => property === terms.forwards) ? 'wedged' : named(violated)
  const other = terms.otherwise?.[models[0]?.scenario ?? '']
  const missing = topologies.filter((topology) =>
    rows.every((row) => row.topology !== topology || row.verdict === 'not-run'),
  )
  const parts = [
    part(rows, topologies, {
      about: 'safety',
      good: 'safe',
      bad: unsafe,
      properties: terms.safety,
    }),
    part(rows, topologies, {
      about: 'liveness',
      good: other?.good ?? 'live',
      bad: other === undefined ? dead : () => other.bad,
      properties: other?.liveness ?? terms.liveness,
    }),
    missing.length === 0 ? '' : `not run at ${missing.join(', ')}`,
  ].filter((text) => text !== '')
  const mark = rows.every(modelIsAsExpected) ? '' : '! '
  const text = parts.join(', ')
  return `${mark}${text === 'safe, live' ? 'safe and live' : text}`
}

type Question = {
  about: string
  good: string
  bad: (violated: readonly string[]) => string
  properties: readonly string[]
}

/** The answer to one question, with its topologies where not all of them have this answer. */
function part(
  rows: readonly ModelRow[],
  topologies: readonly string[],
  question: Question,
): string {
  if (question.properties.length === 0) return ''
  const answers = topologies.flatMap((topology) => {
    const text = answer(
      rows.filter((row) => row.topology === topology),
      question,
    )
    return text === null ? [] : [{ topology, text }]
  })
  if (answers.length === 0) return `${question.about} not run`
  return groupBy(answers, ({ text }) => text)
    .map(([text, group]) =>
      group.length === topologies.length
        ? text
        : `${text} at ${group.map(({ topology }) => topology).join(', ')}`,
    )
    .join(', ')
}

/** Null if not all of the properties were asked, and none of those that were is violated. */
function answer(
  rows: readonly ModelRow[],
  { about, good, bad, properties }: Question,
): string | null {
  const verdicts = properties.map((property) => ({
    property,
    verdict: rows.find((row) => row.property === property)?.verdict,
  }))
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated')
  if (violated.length > 0) return bad(violated.map(({ property }) => property))
  if (verdicts.some(({ verdict }) => verdict === 'error')) return `${about}: error`
  return verdicts.every(({ verdict }) => verdict === 'holds') ? good : null
}

const named = (violated: readonly string[]): string =>
  violated.length === 1 ? `${violated[0]} violated` : `${violated.length} claims violated`

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const distinct = (models: readonly ModelKey[], key: keyof ModelKey): string[] => [
  ...new Set(models.map((model) => model[key])),
]
