/**
 * How much a study has found: the number of rows under each name of its result, such as `rows 30,
 * witnesses 5`; null if it has no result. What is otherwise than argued is printed apart, a sentence each.
 */
export function studySummary(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return null
  const tables = Object.entries(result).flatMap(([name, rows]) =>
    isTable(rows) ? [`${name} ${rows.length}`] : [],
  )
  return tables.length === 0 ? 'done' : tables.join(', ')
}

const isTable = (value: unknown): value is object[] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === 'object')
