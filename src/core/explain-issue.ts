import type { z } from 'zod'

/** Where in `data` its schema does not hold first, and why: `at states.3.turn: expected ..., got ...`. */
export function explainIssue(
  error: z.ZodError,
  data: unknown,
): { path: PropertyKey[]; message: string } {
  const issue = error.issues[0]
  if (issue === undefined) return { path: [], message: 'expected something else' }
  const place = issue.path.length === 0 ? '' : `at ${issue.path.map(String).join('.')}: `
  // Our own messages end in what came; zod's do not.
  const came = issue.code === 'custom' ? '' : `, got ${brief(valueAt(data, issue.path))}`
  return { path: issue.path, message: `${place}${issue.message}${came}` }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** What came, short enough for a message. */
export function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 120 ? `${text.slice(0, 120)}... (${text.length} characters)` : text
}
