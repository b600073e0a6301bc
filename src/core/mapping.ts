import { z } from 'zod'
import { PeerupError } from './error.js'
import { mappingProblems } from './mapping-problems.js'
import { type Mapping, mappingFields } from './mapping-schema.js'
import { readJson } from './read-json.js'

export type { Action, Arrow, Lifeline, Mapping } from './mapping-schema.js'

const mappingSchema = mappingFields.superRefine((mapping, context) => {
  for (const { path, message } of mappingProblems(mapping)) {
    context.addIssue({ code: 'custom', path, message })
  }
})

/**
 * Reads and checks `mapping.json`. Throws a PeerupError that names the file: `usage` for an
 * unreadable one, `mapping` for a malformed one, with the field.
 */
export function readMapping(file: string): Mapping {
  return parseMapping(readJson(file, 'mapping'), file)
}

/** Checks the data of a mapping file; a PeerupError `mapping` names `file` and the field. */
export function parseMapping(data: unknown, file: string): Mapping {
  const parsed = mappingSchema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new PeerupError('mapping', `invalid mapping: ${z.prettifyError(parsed.error)}`, {
    where: { file },
  })
}

/**
 * The thread that a relation (`peer`, say) gives for `thread`. Throws a PeerupError `mapping` if none
 * of the relation's patterns matches.
 */
export function related(mapping: Mapping, name: string, thread: string): string {
  for (const { match, is } of mapping.relations[name] ?? []) {
    const pattern = new RegExp(match)
    if (pattern.test(thread)) return thread.replace(pattern, is)
  }
  throw new PeerupError('mapping', `relation "${name}" has no pattern for thread ${thread}`)
}
