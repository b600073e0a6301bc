import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { provenance } from '../../../check/measured.js'
import { PeerupError } from '../../../core/error.js'
import { readJson } from '../../../core/read-json.js'
import { writeWhole } from '../../../core/write-file.js'
import { type MeasuredReproductions, reproduceDocument } from './document.js'
import { reproducePicture } from './picture.js'
import { reproduceResult } from './result.js'

const schema = provenance.extend({ results: z.array(reproduceResult) })

/** What `npm run bench:reproduce` measured; null if it was not. */
export function readReproductions(root: string): MeasuredReproductions | null {
  const file = join(root, 'docs/measured/reproduce.json')
  if (!existsSync(file)) return null
  const parsed = schema.safeParse(readJson(file, 'mapping'))
  if (parsed.success) return parsed.data
  const message = `expected results of reproduce: ${z.prettifyError(parsed.error)}`
  throw new PeerupError('mapping', message, {
    where: { file },
    fix: 'npm run bench:reproduce writes it anew',
  })
}

/** Writes `docs/reproduce.md` and its picture, of what was measured. */
export function writeReproductions(root: string): void {
  const measured = readReproductions(root)
  if (measured === null) return
  const drawn = measured.results.filter(({ cycles }) =>
    cycles.some(({ threads }) => threads.length),
  )
  writeWhole(join(root, 'docs/reproduce.md'), reproduceDocument(measured))
  writeWhole(join(root, 'docs/reproduce.svg'), reproducePicture(drawn))
}
