import { markdownTable } from '../../../report/markdown-table.js'
import { type LitmusResult, type LitmusRow, litmusFindings } from './litmus-result.js'

/** What `peerup litmus` prints: the counts beside what the model allows, the instructions, what was found. */
export function litmusText(result: LitmusResult): string {
  const { rows, processor, architecture, memory } = result
  const findings = litmusFindings(result)
  return [
    `${processor} (${architecture}), held against the memory model ${memory}`,
    countsText(rows),
    'MP: flag and data as the reader saw them, 1:0 is the flag without the data. SB: what each thread saw of the other, 0:0 is neither. In brackets: the model does not have it.',
    instructionsText(rows),
    ...(findings.length === 0
      ? [`Nothing was seen that ${memory} forbids; the control showed.`]
      : findings),
    'What was not seen in so many runs may still happen, and nothing follows for other processors.',
  ]
    .join('\n\n')
    .concat('\n')
}

function countsText(rows: readonly LitmusRow[]): string {
  const outcomes = [...new Set(rows.flatMap((row) => row.outcomes.map(({ outcome }) => outcome)))]
  return markdownTable(
    ['shape', 'order', 'runs', ...outcomes],
    rows.map((row) => [
      row.shape,
      row.order,
      String(row.total),
      ...outcomes.map((name) => countText(row.outcomes.find(({ outcome }) => outcome === name))),
    ]),
  )
}

function countText(one: LitmusRow['outcomes'][number] | undefined): string {
  if (one === undefined) return '-'
  return one.allowed ? String(one.observed) : `(${one.observed})`
}

function instructionsText(rows: readonly LitmusRow[]): string {
  return markdownTable(
    ['shape', 'order', 'thread', 'instructions'],
    rows.flatMap(({ shape, order, instructions }) =>
      instructions.map((part) => [shape, order, part.name, part.instructions.join('; ')]),
    ),
  )
}
