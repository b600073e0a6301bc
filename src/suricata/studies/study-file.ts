import { z } from 'zod'
import { PeerupError } from '../../core/error.js'
import { readJson } from '../../core/read-json.js'

/** `expected` names the content in a message: "cases", "the rules of lattice.json". */
type Source = { file: string; expected: string; fix?: string }

/** Reads a JSON file of a study; throws a PeerupError `mapping` as `validated` does. */
export function readValidated<Schema extends z.ZodType>(
  schema: Schema,
  source: Source,
): z.infer<Schema> {
  return validated(schema, readJson(source.file, 'mapping'), source)
}

/** The data as its schema types it; throws a PeerupError `mapping` that names the file and each wrong field. */
export function validated<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  { file, expected, fix }: Source,
): z.infer<Schema> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new PeerupError('mapping', `expected ${expected}, got: ${z.prettifyError(parsed.error)}`, {
    where: { file },
    ...(fix === undefined ? {} : { fix }),
  })
}
