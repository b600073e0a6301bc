import { join } from 'node:path'
import { z } from 'zod'
import { provenance, readMeasured } from '../../../check/measured.js'
import { writeWhole } from '../../../core/write-file.js'
import { type MeasuredReproductions, reproduceDocument } from './document.js'
import { reproducePicture } from './picture.js'
import { reproduceResult } from './result.js'

const schema = provenance.extend({ results: z.array(reproduceResult) })

/** What `npm run bench:reproduce` measured; null if it was not. */
export const readReproductions = (root: string): MeasuredReproductions | null =>
  readMeasured(root, 'reproduce', schema, 'npm run bench:reproduce writes it anew')

/** Writes `reproduce.md` and its picture, of what was measured. */
export function writeReproductions({ root, folder }: { root: string; folder: string }): void {
  const measured = readReproductions(root)
  if (measured === null) return
  const drawn = measured.results.filter(({ cycles }) =>
    cycles.some(({ threads }) => threads.length),
  )
  writeWhole(join(folder, 'reproduce.md'), reproduceDocument(measured))
  writeWhole(join(folder, 'reproduce.svg'), reproducePicture(drawn))
}
