import { groupBy } from '../../../core/group-by.js'
import { linkedTraceName } from '../../../report/replay-table.js'
import type { ModelRow } from '../../../report/results.js'
import { type Assessment, type EvidenceLink, stateOf } from './assessment.js'
import type { ModelCondition } from './condition.js'
import type { Evidence } from './evidence.js'

/** What TLC said of each model that the condition names; of models of which it said the same, once. */
export function evaluateModels(condition: ModelCondition, evidence: Evidence): Assessment[] {
  const { scenario, variants, topologies } = condition
  const models = variants.flatMap((variant) =>
    topologies.map((topology) => `${variant}.${scenario}.${topology}`),
  )
  const looked = models.map((model) => lookAt(condition, model, evidence))
  return groupBy(looked, ({ state, told }) => `${state} ${told}`).map(([, group]) => {
    const [first] = group
    const where = group.map(({ model }) => model).join(', ')
    const links = group.flatMap((one) => one.links)
    const once = groupBy(links, ({ to }) => to).flatMap(([, same]) => same.slice(0, 1))
    return {
      state: first?.state ?? 'missing',
      text: `TLC, ${where}: ${first?.told ?? 'nothing'}`,
      links: once,
    }
  })
}

type Looked = Pick<Assessment, 'state' | 'links'> & { model: string; told: string }

function lookAt(
  { property, verdict }: ModelCondition,
  model: string,
  { models, manifest }: Evidence,
): Looked {
  const row = models.find((one) => one.model === model && one.property === property)
  if (row?.verdict === 'holds' || row?.verdict === 'violated') {
    const state = stateOf(row.verdict === verdict)
    return { state, model, told: toldOf(row, manifest), links: linksOf(row) }
  }
  const why = row === undefined ? 'not asked' : row.verdict
  return { state: 'missing', model, told: `no verdict on \`${property}\` (${why})`, links: [] }
}

function toldOf({ property, verdict, depth }: ModelRow, { properties }: Evidence['manifest']) {
  const { kind, claim } = properties[property] ?? { kind: 'invariant', claim: property }
  const steps = depth === null ? '' : ` (${depth - 1} steps)`
  if (kind === 'witness') {
    return verdict === 'violated'
      ? `it can happen that ${claim}${steps}; \`${property}\` is violated`
      : `it cannot happen that ${claim}; \`${property}\` holds`
  }
  return verdict === 'holds'
    ? `${claim}; \`${property}\` holds`
    : `not always: ${claim}${steps}; \`${property}\` is violated`
}

function linksOf({ trace, topology }: ModelRow): EvidenceLink[] {
  if (trace === null) return [{ text: 'results', to: 'results.md' }]
  return [
    { text: `trace ${topology}`, to: `../${trace}` },
    { text: `diagram ${topology}`, to: `diagrams/${linkedTraceName(trace)}.svg` },
  ]
}
