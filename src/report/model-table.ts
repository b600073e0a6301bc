import { groupBy } from '../core/group-by.js'
import type { Manifest } from '../core/manifest.js'
import { markdownTable } from './markdown-table.js'
import type { ModelRow } from './results.js'
import { unexpectedMark, unexpectedRows } from './unexpected-rows.js'

export type Properties = Manifest['properties']

/**
 * One table for each scenario: a row for each property, a column for each variant. Where the
 * topologies disagree, or one was not asked, a cell says which it speaks of.
 */
export function modelTables(rows: readonly ModelRow[], properties: Properties): string {
  const tables = distinct(rows, 'scenario').map((scenario) => {
    const own = rows.filter((row) => row.scenario === scenario)
    const topologies = distinct(own, 'topology')
    const heading = `Scenario ${scenario}, pairs x threads an interface: ${topologies.join(', ')}`
    return `${heading}\n\n${scenarioTable(own, topologies, properties)}`
  })
  return [...tables, ...unexpectedRows(rows)].join('\n\n')
}

function scenarioTable(
  rows: readonly ModelRow[],
  topologies: readonly string[],
  properties: Properties,
): string {
  const variants = distinct(rows, 'variant')
  return markdownTable(
    ['property', ...variants],
    distinct(rows, 'property').map((property) => [
      labelOf(property, properties),
      ...variants.map((variant) =>
        cell(
          rows.filter((row) => row.property === property && row.variant === variant),
          topologies,
          properties,
        ),
      ),
    ]),
  )
}

/** A witness is told by what it shows; the name says that it never happens. */
function labelOf(property: string, properties: Properties): string {
  const known = properties[property]
  return known?.kind === 'witness' ? known.claim : property
}

function cell(
  rows: readonly ModelRow[],
  topologies: readonly string[],
  properties: Properties,
): string {
  const groups = groupBy(rows, (row) => outcome(row, properties))
  const texts = groups.map(([text, group]) => {
    const where = distinct(group, 'topology')
    const whole = where.length === topologies.length
    const notes = [stepsOf(group), whole ? '' : where.join(', ')].filter((note) => note !== '')
    return notes.length === 0 ? text : `${text} (${notes.join('; ')})`
  })
  return texts.length === 0 ? '-' : texts.join(', ')
}

/** A violated witness is something that can happen. */
function outcome(row: ModelRow, properties: Properties): string {
  const text = { holds: 'holds', violated: 'VIOLATED', error: 'error', 'not-run': 'not run' }
  const shown = { ...text, holds: 'no', violated: 'yes' }
  const witness = properties[row.property]?.kind === 'witness'
  return `${unexpectedMark(row)}${(witness ? shown : text)[row.verdict]}`
}

/** Lengths of the counterexamples; the initial state is no step. */
function stepsOf(rows: readonly ModelRow[]): string {
  const steps = rows.flatMap(({ verdict, depth }) =>
    verdict === 'violated' && depth !== null ? [depth - 1] : [],
  )
  if (steps.length === 0) return ''
  const [least, most] = [Math.min(...steps), Math.max(...steps)]
  return least === most ? `${least} steps` : `${least} to ${most} steps`
}

function distinct<K extends 'scenario' | 'variant' | 'topology' | 'property'>(
  rows: readonly ModelRow[],
  key: K,
): string[] {
  return [...new Set(rows.map((row) => row[key]))]
}
