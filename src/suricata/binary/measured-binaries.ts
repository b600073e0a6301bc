import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { provenance, readMeasured } from '../../check/measured.js'
import type { StudyDocument } from '../../check/study.js'
import { binariesDocument, type Examined } from './binaries-document.js'
import { diagnosisSchema } from './diagnosis.js'

const examinedSchema = provenance.extend(diagnosisSchema.shape)

/** The document of the diagnoses in docs/measured; none without any. */
export function binariesDocuments(root: string): StudyDocument[] {
  const binaries = readBinaries(root)
  if (binaries.length === 0) return []
  const about = 'what unmodified and patched engines did with the counterexamples'
  return [{ file: 'binaries.md', about, text: binariesDocument(binaries) }]
}

/** The results of `doctor --binary --json` under docs/measured/binaries, in the order of their names. */
function readBinaries(root: string): Examined[] {
  const folder = join(root, 'docs/measured/binaries')
  const files = existsSync(folder) ? readdirSync(folder) : []
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5))
  const fix = 'peerup doctor --binary PATH --json FILE writes it anew'
  return names.sort().flatMap((name) => {
    const examined = readMeasured(root, `binaries/${name}`, examinedSchema, fix)
    return examined === null ? [] : [{ ...examined, name }]
  })
}
