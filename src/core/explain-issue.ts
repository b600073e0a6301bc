import type { z } from 'zod'

/**
 * The first violation of a schema: its path in `data`, and a message such as
 * `at states.3.turn: expected ..., got ...`.
 */
export function explainIssue(
  error: z.ZodError,
  data: unknown,
): { path: PropertyKey[]; message: string } {
  const issue = error.issues[0]
  if (issue === undefined) return { path: [], message: 'the data violates its schema' }
  const place = issue.path.length === 0 ? '' : `at ${issue.path.map(String).join('.')}: `
  // Our own messages quote the actual value; zod's do not.
  const actual = issue.code === 'custom' ? '' : `, got ${brief(valueAt(data, issue.path))}`
  return { path: issue.path, message: `${place}${issue.message}${actual}` }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** A value as text that fits a message: 120 characters at most, then its length. */
export function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 120 ? `${text.slice(0, 120)}... (${text.length} characters)` : text
}
