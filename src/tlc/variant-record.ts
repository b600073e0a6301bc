import type { FeatureRecord } from '../core/features.js'
import type { Manifest } from '../core/manifest.js'
import { tlaRecord } from './module-request.js'

/** Definitions for the module of a run, and the constants with them as values. */
export type RecordDefinition = {
  definitions: readonly string[]
  constants: { readonly [name: string]: string }
}

/**
 * Defines a variant's record from the manifest, as the value of the manifest's constant. Empty for a
 * specification whose variants are not records.
 */
export function recordDefinition(
  { records }: Pick<Manifest, 'records'>,
  features: FeatureRecord,
): RecordDefinition {
  if (records === undefined) return { definitions: [], constants: {} }
  return {
    definitions: [`TheVariant == ${tlaRecord(features)}`],
    constants: { [records.constant]: '<- TheVariant' },
  }
}

/**
 * The module that defines the records that `.cfg` files refer to, for an editor or TLC alone; null for
 * a specification whose variants are not records.
 */
export function recordsModule({
  records,
  variants,
}: Pick<Manifest, 'records' | 'variants'>): { file: string; text: string } | null {
  if (records === undefined) return null
  const { module, constant } = records
  const definitions = Object.values(variants).map(({ constants, features }) => {
    const name = (constants[constant] ?? '').replace(/^<- /, '')
    return wrapped(`${name} == `, tlaRecord(features))
  })
  const title = ` MODULE ${module} `
  const dashes = '-'.repeat((width - title.length) / 2)
  const text = [
    `${dashes}${title}${dashes}`,
    '\\* The variants of models.json, for editors. `npm run check` writes this file.',
    ...definitions,
    '='.repeat(width),
  ].join('\n\n')
  return { file: `${module}.tla`, text: `${text}\n` }
}

const width = 77

/** Breaks a record between its fields into lines of a module's width. */
function wrapped(head: string, record: string): string {
  const lines = [head]
  for (const [index, field] of record.split(/(?<=,) /).entries()) {
    const line = `${lines.at(-1)}${index === 0 ? '' : ' '}${field}`
    if (line.length <= width) lines[lines.length - 1] = line
    else lines.push(`${' '.repeat(head.length + 1)}${field}`)
  }
  return lines.join('\n')
}
