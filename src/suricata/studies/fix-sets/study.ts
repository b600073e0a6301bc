import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import type { Trace } from '../../../core/trace.js'
import { checkFixSets } from './check-fix-sets.js'
import { traceOfSet } from './counterexample.js'
import { deepTable } from './deep-table.js'
import { fixSetsDocument } from './document.js'
import { readBench } from './measured-cost.js'
import { fixSetsPicture } from './picture.js'
import { unnamedReasons } from './reasons.js'
import type { FixSetsResult } from './result.js'
import { fixSetsOf } from './sets.js'

/** Which sets of changes are enough, and a counterexample of each that is not. */
export function fixSetsStudy(options: StudyOptions): Study {
  const { specification } = options
  let result: FixSetsResult | null = null
  const nameless: Trace[] = []
  return {
    name: 'lattice',
    title: 'Asking which changes are enough',
    subject: 'which changes are enough',
    isAsked: () => existsSync(join(specification.folder, 'lattice.json')),
    make: async (_, say) => {
      result = await checkFixSets({ ...options, onProgress: say })
      for (const key of unnamedReasons(result, specification.manifest)) {
        nameless.push(await traceOfSet(specification, key, options))
      }
    },
    result: () => result,
    notes: () => result?.notes ?? [],
    deviations: () => result?.surprises ?? [],
    namelessTraces: () => nameless,
    publishedTraces: () => nameless,
    pictures: () =>
      result === null
        ? []
        : [{ name: 'fix-sets', text: fixSetsPicture(result, fixSetsOf(specification.manifest)) }],
    deepRows: () => ({ lattice: result?.safety.filter(({ model }) => model === '1x2') ?? [] }),
    deepSections: ({ lattice }) => deepTable(lattice),
    documents: (root, replays) => {
      if (result === null) return []
      const text = fixSetsDocument(result, fixSetsOf(specification.manifest), {
        replays,
        cost: readBench(root),
      })
      const about = 'every set of changes: what it gives, and what less breaks'
      return [{ file: 'fix-sets.md', about, text }]
    },
    keptWhenInterrupted:
      "TLC's answers about sets of changes are kept, and the next check continues from them.",
  }
}
