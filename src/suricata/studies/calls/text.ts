import type { AccountedCall, Comparison } from './compare.js'

/** The table of a recorded run for a terminal, and whether all of it is accounted for. */
export function callsText(name: string, { calls, deviations }: Comparison): string {
  const rows = calls.map((call) => [
    call.phase,
    call.flags === '' ? call.call : `${call.call}(${call.flags})`,
    String(call.count),
    accountOf(call),
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const verdict =
    deviations.length === 0
      ? `${name}: every call is accounted for, ${calls.length} in all`
      : `${name}: ${deviations.length} deviations from spec/calls.json`
  return [...table, '', ...deviations.map((one) => `! ${one}`), verdict, ''].join('\n')
}

function accountOf({ entry }: AccountedCall): string {
  if (entry === null) return '! not in the table'
  return entry.action ?? `- ${entry.none}`
}
