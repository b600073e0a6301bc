import { z } from 'zod'
import { provenance, readMeasured } from '../../../check/measured.js'
import type { StudyDocument } from '../../../check/study.js'
import { type MeasuredReproductions, reproduceDocument } from './document.js'
import { reproducePicture } from './picture.js'
import { reproduceResult } from './result.js'

const schema = provenance.extend({ results: z.array(reproduceResult) })

/** What `npm run bench:reproduce` measured; null if it was not. */
export const readReproductions = (root: string): MeasuredReproductions | null =>
  readMeasured(root, 'reproduce', schema, 'npm run bench:reproduce writes it anew')

/** The document of the restarts that were measured, and its picture; none if none were. */
export function restartsDocuments(root: string): StudyDocument[] {
  const measured = readReproductions(root)
  if (measured === null) return []
  const drawn = measured.results.filter(({ cycles }) =>
    cycles.some(({ threads }) => threads.length),
  )
  const about = "the report's experiment, repeated: cold restarts under traffic"
  return [
    { file: 'reproduce.md', about, text: reproduceDocument(measured) },
    { file: 'reproduce.svg', text: reproducePicture(drawn) },
  ]
}
