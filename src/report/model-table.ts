import { groupBy } from '../core/group-by.js'
import type { Manifest } from '../core/manifest.js'
import { markdownTable } from './markdown-table.js'
import type { ModelRow } from './results.js'
import { unexpectedMark, unexpectedRows } from './unexpected-marks.js'

export type Properties = Manifest['properties']

/**
 * One table for each scenario: a row for each property, a column for each variant. If the topologies
 * disagree, or one was not checked, a cell names its topologies.
 */
export function modelTables(rows: readonly ModelRow[], properties: Properties): string {
  const tables = distinct(rows, 'scenario').map((scenario) => {
    const inScenario = rows.filter((row) => row.scenario === scenario)
    const topologies = distinct(inScenario, 'topology')
    const heading = `Scenario ${scenario}, topologies: ${topologies.join(', ')}`
    return `${heading}\n\n${scenarioTable(inScenario, topologies, properties)}`
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

/** A witness is labelled with its claim, as its name says that it never happens. */
function labelOf(property: string, properties: Properties): string {
  const definition = properties[property]
  return definition?.kind === 'witness' ? definition.claim : property
}

function cell(
  rows: readonly ModelRow[],
  topologies: readonly string[],
  properties: Properties,
): string {
  const groups = groupBy(rows, (row) => outcome(row, properties))
  const texts = groups.map(([text, group]) => {
    const covered = distinct(group, 'topology')
    const all = covered.length === topologies.length
    const notes = [stepsOf(group), all ? '' : covered.join(', ')].filter((note) => note !== '')
    return notes.length === 0 ? text : `${text} (${notes.join('; ')})`
  })
  return texts.length === 0 ? '-' : texts.join(', ')
}

/** A violated witness shows that something can happen. */
function outcome(row: ModelRow, properties: Properties): string {
  const text = { holds: 'holds', violated: 'VIOLATED', error: 'error', 'not-run': 'not run' }
  const ofWitness = { ...text, holds: 'no', violated: 'yes' }
  const witness = properties[row.property]?.kind === 'witness'
  return `${unexpectedMark(row)}${(witness ? ofWitness : text)[row.verdict]}`
}

/** Steps of the counterexamples: one less than their states. */
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
