import { existsSync, readdirSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../core/error.js'
import { readJson } from '../core/read-json.js'
import { makeFolder, writeWhole } from '../core/write-file.js'
import { modelRow } from '../report/results.js'
import { diagnosisSchema } from '../suricata/binary/diagnosis.js'
import { refinementRow } from '../suricata/studies/every-size/result.js'
import { safetyRow } from '../suricata/studies/fix-sets/result.js'

export const provenance = z.strictObject({
  date: z.iso.date(),
  machine: z.strictObject({
    cores: z.int(),
    processor: z.string(),
    kernel: z.string(),
    node: z.string(),
  }),
})

const deepSchema = provenance.extend({
  models: z.array(modelRow),
  /** Sets of the lattice with two threads an interface. */
  lattice: z.array(safetyRow).optional(),
  /** Whether larger engines implement the pair. */
  refinement: z.array(refinementRow).optional(),
})

const cost = z.strictObject({
  median: z.number(),
  interval95: z.tuple([z.number(), z.number()]),
})

/** What the fixes cost on the forwarding path: one of the benches. */
const fixesSchema = z.object({
  packetsPerSecond: z.record(z.string(), z.number()),
  costPercentAgainstV8: z.record(z.string(), cost),
})

const benchSchema = provenance.loose().extend({ fixes: fixesSchema })

export type Bench = z.infer<typeof benchSchema>
export type Provenance = z.infer<typeof provenance>
export type Deep = z.infer<typeof deepSchema>

/** When and where something is measured. */
export function provenanceHere(): Provenance {
  const processors = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: processors.length,
      processor: processors[0]?.model ?? 'unknown',
      // The number alone: what follows it names somebody's build.
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

/** The rows that `check --deep` adds. */
export function writeDeep(root: string, deep: Omit<Deep, keyof Provenance>): void {
  writeMeasured(root, 'deep', deep)
}

/** What `npm run bench` measured of the fixes; null if it was not. */
export function readBench(root: string): Bench | null {
  const file = join(root, 'docs/measured/bench.json')
  const parsed = existsSync(file) ? benchSchema.safeParse(readJson(file, 'mapping')) : null
  return parsed?.success ? parsed.data : null
}

/** What the last `check --deep` found; null if there was none. */
export function readDeep(root: string): Deep | null {
  const file = join(root, 'docs/measured/deep.json')
  if (!existsSync(file)) return null
  const parsed = deepSchema.safeParse(readJson(file, 'mapping'))
  if (parsed.success) return parsed.data
  throw new PeerupError('mapping', `expected rows of models: ${z.prettifyError(parsed.error)}`, {
    where: { file },
    fix: 'npm run check:deep writes it anew',
  })
}

const examinedSchema = provenance.extend(diagnosisSchema.shape)

/** What `doctor --binary --json` wrote of engines, under their names; in the order of the names. */
export function readBinaries(root: string): (z.infer<typeof examinedSchema> & { name: string })[] {
  const folder = join(root, 'docs/measured/binaries')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const parsed = examinedSchema.safeParse(readJson(join(folder, file), 'mapping'))
    if (parsed.success) return { ...parsed.data, name: file.slice(0, -'.json'.length) }
    const message = `expected what was seen of an engine: ${z.prettifyError(parsed.error)}`
    throw new PeerupError('mapping', message, {
      where: { file: join(folder, file) },
      fix: 'peerup doctor --binary PATH --json FILE writes it anew',
    })
  })
}
