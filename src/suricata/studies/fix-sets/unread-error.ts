import { PeerupError } from '../../../core/error.js'

/**
 * An error of TLC about a field that a question's record lacks, in words: a step reads a feature that
 * `lattice.json` has under "unread". Other errors stay as they are.
 */
export function explainUnread(error: unknown): unknown {
  if (!(error instanceof PeerupError)) return error
  const field = /nonexistent field "?(\w+)"?/.exec(error.message)?.[1]
  if (field === undefined) return error
  return new PeerupError(
    'mapping',
    `expected no step to read ${field} in the scenarios that have it under "unread", but TLC read it`,
    { where: { file: 'spec/lattice.json' }, fix: `take ${field} out of "unread" there` },
  )
}
