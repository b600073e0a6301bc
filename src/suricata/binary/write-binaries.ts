import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { provenance, readMeasured } from '../../check/measured.js'
import { writeWhole } from '../../core/write-file.js'
import { binariesDocument, type Examined } from './binaries-document.js'
import { diagnosisSchema } from './diagnosis.js'

const examinedSchema = provenance.extend(diagnosisSchema.shape)

/** Writes `binaries.md` into `folder`, from the diagnoses in docs/measured; nothing without any. */
export function writeBinaries({ root, folder }: { root: string; folder: string }): void {
  const binaries = readBinaries(root)
  if (binaries.length > 0) writeWhole(join(folder, 'binaries.md'), binariesDocument(binaries))
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
