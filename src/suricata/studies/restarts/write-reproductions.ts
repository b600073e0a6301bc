import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { provenance } from '../../../check/measured.js'
import { writeWhole } from '../../../core/trace-file.js'
import { readValidated } from '../study-file.js'
import { type MeasuredReproductions, reproduceDocument } from './document.js'
import { reproducePicture } from './picture.js'
import { reproduceResult } from './result.js'

const schema = provenance.extend({ results: z.array(reproduceResult) })

/** The committed measurements of `npm run bench:reproduce`; null if there are none. */
export function readReproductions(root: string): MeasuredReproductions | null {
  const file = join(root, 'docs/measured/reproduce.json')
  if (!existsSync(file)) return null
  const fix = 'npm run bench:reproduce writes it anew'
  return readValidated(schema, { file, expected: 'results of reproduce', fix })
}

/** Writes `docs/reproduce.md` and its picture from the committed measurements. */
export function writeReproductions(root: string): void {
  const measured = readReproductions(root)
  if (measured === null) return
  const drawn = measured.results.filter(({ cycles }) =>
    cycles.some(({ threads }) => threads.length),
  )
  writeWhole(join(root, 'docs/reproduce.md'), reproduceDocument(measured))
  writeWhole(join(root, 'docs/reproduce.svg'), reproducePicture(drawn))
}
