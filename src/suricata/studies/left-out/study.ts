import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import { readCases } from './cases.js'
import { checkLeftOut } from './check-left-out.js'
import { leftOutDocument } from './document.js'
import { type LeftOutResult, leftOutDeviations } from './result.js'

/** What PeerUp.tla leaves out, each as a small specification of its own. */
export function leftOutStudy({ specification, jar, signal }: StudyOptions): Study {
  const folder = join(specification.folder, 'left-out')
  let result: LeftOutResult | null = null
  return {
    name: 'leftOut',
    title: 'Asking about what the model leaves out',
    subject: 'what the model leaves out',
    isAsked: () => existsSync(join(folder, 'cases.json')),
    make: async () => {
      result = await checkLeftOut({ specification, folder, jar, signal })
    },
    result: () => result,
    deviations: () => (result === null ? [] : leftOutDeviations(result)),
    documents: () => {
      if (result === null) return []
      const about = 'what the model leaves out: whom it hurts, and what mends it'
      return [{ file: 'left-out.md', about, text: leftOutDocument(readCases(folder), result) }]
    },
  }
}
