import { existsSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../core/error.js'
import { readJson } from '../core/read-json.js'
import { makeFolder, writeWhole } from '../core/write-file.js'
import { modelRow } from '../report/results.js'

/** Date and machine of a measurement. */
export const provenance = z.strictObject({
  date: z.iso.date(),
  machine: z.strictObject({
    cores: z.int(),
    processor: z.string(),
    kernel: z.string(),
    node: z.string(),
  }),
})

/** The rows that `check --deep` adds. Studies validate their own. */
const deepResults = provenance.extend({ models: z.array(modelRow) }).loose()

export type Provenance = z.infer<typeof provenance>
export type DeepResults = z.infer<typeof deepResults>

export function provenanceHere(): Provenance {
  const processors = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: processors.length,
      processor: processors[0]?.model ?? 'unknown',
      // The number alone: the suffix names a vendor's build.
      kernel: release().replace(/-.*/, ''),
      node: process.version,
    },
  }
}

/** Keeps a measurement under `docs/measured/`, with the machine and the date. */
export function writeMeasured(root: string, name: string, measured: Record<string, unknown>): void {
  const folder = makeFolder(root, 'docs', 'measured')
  const text = JSON.stringify({ ...provenanceHere(), ...measured }, null, 2)
  writeWhole(join(folder, `${name}.json`), `${text}\n`)
}

/**
 * Reads a measurement of `docs/measured/`; null if there is none. Throws `mapping` with `fix`, which says
 * what writes it again, for a file that does not fit the schema.
 */
export function readMeasured<Schema extends z.ZodType>(
  root: string,
  name: string,
  schema: Schema,
  fix: string,
): z.infer<Schema> | null {
  const file = join(root, 'docs/measured', `${name}.json`)
  if (!existsSync(file)) return null
  const parsed = schema.safeParse(readJson(file, 'mapping'))
  if (parsed.success) return parsed.data
  const message = `${name}.json does not fit its schema: ${z.prettifyError(parsed.error)}`
  throw new PeerupError('mapping', message, { where: { file }, fix })
}

/** The results of the last `check --deep`; null if there was none. */
export const readDeepResults = (root: string): DeepResults | null =>
  readMeasured(root, 'deep', deepResults, 'run npm run check:deep, which writes it again')
