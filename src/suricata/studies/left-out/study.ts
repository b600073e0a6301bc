import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import { readCases } from './cases.js'
import { checkLeftOut } from './check-left-out.js'
import { leftOutDocument } from './document.js'
import { type LeftOutResult, leftOutRowIsAsExpected } from './result.js'

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
    deviations: () =>
      (result?.rows ?? []).filter((row) => !leftOutRowIsAsExpected(row)).map(deviationText),
    documents: () => {
      if (result === null) return []
      const about = 'what the model leaves out: whom it hurts, and what mends it'
      return [{ file: 'left-out.md', about, text: leftOutDocument(readCases(folder), result) }]
    },
  }
}

function deviationText(row: LeftOutResult['rows'][number]): string {
  const change = row.changed ? ' with its change' : ''
  const actual = row.happened ? row.verdict : `${row.verdict}, and the case never occurs`
  return `${row.case} in ${row.variant}${change}: expected ${row.expected}, got ${actual}`
}
