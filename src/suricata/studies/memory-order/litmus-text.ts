import { markdownTable } from '../../../report/markdown-table.js'
import { type LitmusResult, type LitmusRow, litmusFindings } from './litmus-result.js'

/** The output of `peerup litmus`: the counts, with forbidden outcomes marked, the instructions, the findings. */
export function litmusText(result: LitmusResult): string {
  const { rows, processor, architecture, memory } = result
  const findings = litmusFindings(result)
  return [
    `${processor} (${architecture}), compared with the memory model ${memory}`,
    countsText(rows),
    "MP: the flag and the data as the reader loads them; 1:0 is the flag without the data. SB: what each thread loads of the other's store; 0:0 is neither. Counts in brackets: the memory model forbids this outcome.",
    instructionsText(rows),
    ...(findings.length === 0
      ? [`No outcome that ${memory} forbids occurred, and the control shows a reordering.`]
      : findings),
    'An outcome that did not occur in these runs may still be possible, and nothing follows for other processors.',
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

function countText(count: LitmusRow['outcomes'][number] | undefined): string {
  if (count === undefined) return '-'
  return count.allowed ? String(count.observed) : `(${count.observed})`
}

function instructionsText(rows: readonly LitmusRow[]): string {
  return markdownTable(
    ['shape', 'order', 'thread', 'instructions'],
    rows.flatMap(({ shape, order, instructions }) =>
      instructions.map((part) => [shape, order, part.name, part.instructions.join('; ')]),
    ),
  )
}
