import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study, StudyOptions } from '../../../check/study.js'
import { readDeep } from '../deep/deep-file.js'
import { type CheckedEverySize, checkEverySize } from './check-every-size.js'
import { everySizeDocument } from './document.js'
import { isPlanOf, type Plan, readPlan } from './plan.js'
import { everySizeDeviations, type RefinementRow } from './result.js'

/** Whether two threads stand for an engine of every size, and violations made concrete in a large one. */
export function everySizeStudy(options: StudyOptions): Study {
  const { specification } = options
  let checked: CheckedEverySize | null = null
  const traces = () => checked?.traces ?? []
  return {
    name: 'reduction',
    title: 'Checking engines of every size',
    subject: 'engines of every size',
    isAsked: () => existsSync(join(specification.folder, 'reduction.json')),
    make: async (_, say) => {
      checked = await checkEverySize({ ...options, onProgress: ({ what }) => say(what) })
    },
    result: () => checked?.result ?? null,
    deviations: () => (checked === null ? [] : everySizeDeviations(checked.result)),
    traces,
    // Traces of large engines have some megabytes each.
    publishedTraces: () => traces().filter(({ scenario }) => scenario === 'clean-start'),
    deepRows: () => {
      const plan = readPlan(specification)
      const rows = checked?.result.refinement ?? []
      return { refinement: rows.filter((row) => !isOrdinary(row, plan)) }
    },
    documents: (root) => {
      if (checked === null) return []
      const { properties, variants } = specification.manifest
      const plan = readPlan(specification)
      const { result } = checked
      const deep = readDeep(root)
      const rows = deep?.refinement ?? []
      const text = everySizeDocument({
        result: {
          ...result,
          refinement: result.refinement.filter((row) => isOrdinary(row, plan)),
        },
        properties,
        variants,
        scenarios: plan.scenarios,
        deep: deep === null || rows.length === 0 ? null : { ...deep, rows },
      })
      const about = 'why two threads stand for an engine of every size'
      return [{ file: 'every-size.md', about, text }]
    },
  }
}

/** Whether every check asks for this refinement, and not only a deep one. */
const isOrdinary = (row: RefinementRow, plan: Plan): boolean =>
  plan.refinement.ordinary.some((planned) => isPlanOf(plan, planned, row))
