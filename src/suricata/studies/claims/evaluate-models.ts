import { groupBy } from '../../../core/group-by.js'
import { linkedTraceName } from '../../../report/replay-table.js'
import type { ModelRow } from '../../../report/results.js'
import { type Assessment, type EvidenceLink, stateOf } from './assessment.js'
import type { ModelCondition } from './condition.js'
import type { Evidence } from './evidence.js'

/** TLC's verdicts on the models that the condition names; models with the same verdict share an assessment. */
export function evaluateModels(condition: ModelCondition, evidence: Evidence): Assessment[] {
  const { scenario, variants, topologies } = condition
  const models = variants.flatMap((variant) =>
    topologies.map((topology) => `${variant}.${scenario}.${topology}`),
  )
  const answers = models.map((model) => answerOf(condition, model, evidence))
  return groupBy(answers, ({ state, answer }) => `${state} ${answer}`).map(([, group]) => {
    const [first] = group
    const names = group.map(({ model }) => model).join(', ')
    const links = group.flatMap((one) => one.links)
    const distinct = groupBy(links, ({ to }) => to).flatMap(([, same]) => same.slice(0, 1))
    return {
      state: first?.state ?? 'missing',
      text: `TLC, ${names}: ${first?.answer ?? 'nothing'}`,
      links: distinct,
    }
  })
}

type Answer = Pick<Assessment, 'state' | 'links'> & { model: string; answer: string }

function answerOf(
  { property, verdict }: ModelCondition,
  model: string,
  { models, manifest }: Evidence,
): Answer {
  const row = models.find((one) => one.model === model && one.property === property)
  if (row?.verdict === 'holds' || row?.verdict === 'violated') {
    const state = stateOf(row.verdict === verdict)
    return { state, model, answer: verdictText(row, manifest), links: linksOf(row) }
  }
  const why = row === undefined ? 'not asked' : row.verdict
  return { state: 'missing', model, answer: `no verdict on \`${property}\` (${why})`, links: [] }
}

function verdictText({ property, verdict, depth }: ModelRow, { properties }: Evidence['manifest']) {
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
