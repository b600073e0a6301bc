import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import { checkMemoryOrder } from './check-memory.js'
import { memoryOrderDocument } from './document.js'
import { type MemoryOrderResult, memoryRowIsAsExpected } from './result.js'

export type MemoryOrderStudy = Omit<Study, 'result'> & { result(): MemoryOrderResult | null }

/** What memory orders that are weaker than sequential consistency change. */
export function memoryOrderStudy({ specification, jar, signal }: StudyOptions): MemoryOrderStudy {
  const folder = join(specification.folder, 'memory')
  let result: MemoryOrderResult | null = null
  return {
    name: 'memory',
    title: 'Asking what weaker memory orders change',
    subject: 'memory orders',
    isAsked: () => existsSync(join(folder, 'cases.json')),
    make: async () => {
      result = await checkMemoryOrder({ folder, jar, signal })
    },
    result: () => result,
    deviations: () =>
      (result?.rows ?? [])
        .filter((row) => !memoryRowIsAsExpected(row))
        .map(
          ({ family, orders, memory, expected, verdict }) =>
            `${family} with ${orders} under ${memory}: expected ${expected}, got ${verdict}`,
        ),
    documents: () => {
      if (result === null) return []
      const about = 'what memory orders weaker than sequential consistency change'
      return [{ file: 'memory-order.md', about, text: memoryOrderDocument(result) }]
    },
  }
}
