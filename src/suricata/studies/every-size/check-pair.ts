import type { Specification } from '../../../core/manifest.js'
import type { Behaviour } from '../../../core/trace-of.js'
import { checkAllInvariants } from '../../../tlc/all-invariants.js'
import type { TlcOptions } from '../../../tlc/run.js'
import { expectedOf, type Plan } from './plan.js'
import { pairRequest } from './requests.js'
import type { PairRow } from './result.js'

/** Properties of every state of the pair; a violated `Never...` shows that something can happen. */
const pairProperties = [
  'TypeOK',
  'SendImpliesPeerUp',
  'SendUsesPeersSocket',
  'SendUsesPeersIfIndex',
  'StartedImpliesPublished',
  'NeverSends',
  'NeverRecovers',
] as const

export type CheckedPair = {
  rows: PairRow[]
  /** The shortest counterexample to each violated property. */
  violated: ReadonlyMap<string, Behaviour>
  tlc: string
}

/** Which properties a pair among any number of threads has: one search of the pair's whole state graph. */
export async function checkPair(
  specification: Specification,
  plan: Plan,
  question: { variant: string; scenario: string },
  options: TlcOptions,
): Promise<CheckedPair> {
  const request = pairRequest(specification, plan, question, pairProperties)
  const { violated, states, depth, seconds, version } = await checkAllInvariants(request, options)
  const rows = pairProperties.map((property): PairRow => {
    const behaviour = violated.get(property)
    return {
      model: `${question.variant}.${question.scenario}.any`,
      ...question,
      property,
      expected: expectedOf(plan, specification.manifest, { ...question, property }),
      verdict: behaviour === undefined ? 'holds' : 'violated',
      states,
      depth: behaviour?.states.length ?? depth,
      seconds,
    }
  })
  return { rows, violated, tlc: version }
}
