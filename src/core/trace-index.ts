import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { DistinctBehaviour } from './distinct-behaviours.js'
import { PeerupError } from './error.js'
import { jsonText } from './json-text.js'
import { readJson } from './read-json.js'
import { type TraceMeta, traceName } from './trace.js'
import { writeWhole } from './write-file.js'

const text = z.string().min(1)

const metaSchema = z.strictObject({
  model: text,
  variant: text,
  scenario: text,
  topology: text,
  property: text,
  features: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
  tlc: text,
})

const indexSchema = z.strictObject({
  format: z.literal('peerup-traces/1'),
  about: text,
  /** The name of each trace that is kept, and what else shows the same behaviour. */
  behaviours: z.array(
    // A name, and no path to elsewhere.
    z.strictObject({ trace: text.regex(/^[^/]+$/), also: z.array(metaSchema) }),
  ),
})

const about =
  'Each distinct behaviour is kept once, as NAME.itf.json; "also" has the other models and properties that it was found for. Every command accepts their names as if the files were there.'

const fileName = 'index.json'
const ending = '.itf.json'

/** Writes `index.json` of a folder of traces. */
export function writeTraceIndex(folder: string, behaviours: readonly DistinctBehaviour[]): void {
  const rows = behaviours.map(({ trace, also }) => ({ trace: traceName(trace), also }))
  const index = indexSchema.parse({ format: 'peerup-traces/1', about, behaviours: rows })
  writeWhole(join(folder, fileName), jsonText(index))
}

/**
 * The names of all traces of a folder, sorted: of its files, and of what its index knows besides. Throws
 * a PeerupError `trace` for a malformed index.
 */
export function traceNamesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending))
  const indexed = (readTraceIndex(folder)?.behaviours ?? []).flatMap(({ also }) => also)
  return [...files.map((file) => basename(file, ending)), ...indexed.map(traceName)].sort()
}

/**
 * The file of the behaviour that `file` names, and its origin as `file` names it: null if the folder has
 * no index, or the index does not know the name. Throws a PeerupError `trace` for a malformed index.
 */
export function indexedTrace(file: string): { file: string; meta: TraceMeta } | null {
  if (!file.endsWith(ending)) return null
  const name = basename(file, ending)
  for (const { trace, also } of readTraceIndex(dirname(file))?.behaviours ?? []) {
    const meta = also.find((one) => traceName(one) === name)
    if (meta !== undefined) return { file: join(dirname(file), `${trace}${ending}`), meta }
  }
  return null
}

function readTraceIndex(folder: string): z.infer<typeof indexSchema> | null {
  const file = join(folder, fileName)
  if (!existsSync(file)) return null
  const parsed = indexSchema.safeParse(readJson(file, 'trace'))
  if (parsed.success) return parsed.data
  const message = `expected an index of traces, got: ${z.prettifyError(parsed.error)}`
  throw new PeerupError('trace', message, { where: { file } })
}
