import type { Specification } from '../../../core/manifest.js'
import type { Mapping } from '../../../core/mapping.js'
import { stepBetween } from '../../../core/step-between.js'
import type { Behaviour } from '../../../tlc/output/read-output.js'
import { runTlc, type TlcOptions } from '../../../tlc/run.js'
import type { Plan, PlannedRefinement } from './plan.js'
import { refinementRequest } from './requests.js'
import type { RefinementRow } from './result.js'

/** Checks that every step of the full model of this size is a step of the pair, for each pair in it. */
export async function checkRefinement(
  specification: Specification,
  plan: Plan,
  question: { variant: string; planned: PlannedRefinement },
  options: TlcOptions,
): Promise<{ row: RefinementRow; tlc: string }> {
  const { variant, planned } = question
  const request = refinementRequest(specification, plan, variant, planned)
  const { verdict, states, seconds, version } = await runTlc(request, options)
  const row: RefinementRow = {
    variant,
    scenario: planned.scenarios.join(' + '),
    topology: planned.topology,
    verdict: verdict.kind,
    states,
    seconds,
  }
  if (verdict.kind === 'holds') return { row, tlc: version }
  const why = `${lastStep(verdict.behaviour, specification.mapping)} (${verdict.what})`
  return { row: { ...row, why }, tlc: version }
}

/** The step that the pair lacks. It is read off the states, because TLC gives all threads' steps one name. */
function lastStep({ states }: Behaviour, mapping: Mapping): string {
  const [before, after] = states.slice(-2).map(({ state }) => state)
  if (before === undefined || after === undefined) return 'the initial state'
  const index = states.length - 1
  const { performer, action } = stepBetween([before, after], null, mapping, { state: index })
  return `${action} of ${performer}, step ${index}`
}
