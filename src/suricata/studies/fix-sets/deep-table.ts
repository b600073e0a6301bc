import { z } from 'zod'
import { markdownTable } from '../../../report/markdown-table.js'
import { safetyRow } from './result.js'

/** Sets of changes with two threads an interface, as a deep check has kept them; no section without rows. */
export function deepTable(kept: unknown): string[] {
  const rows = z.array(safetyRow).parse(kept ?? [])
  if (rows.length === 0) return []
  const table = markdownTable(
    ['set', 'scenario', 'violated (states of the counterexample)', 'states'],
    rows.map(({ set, scenario, violated, states }) => [
      set,
      scenario,
      Object.entries(violated)
        .map(([property, length]) => `${property} (${length})`)
        .join(', '),
      `${states}`,
    ]),
  )
  return [
    'The smallest sets of [fix-sets.md](fix-sets.md), and those one change smaller, at 1x2:',
    table,
  ]
}
