import type { Specification } from '../../../core/manifest.js'
import type { Behaviour } from '../../../core/trace-of.js'
import { checkAllInvariants } from '../../../tlc/all-invariants.js'
import type { TlcOptions } from '../../../tlc/run.js'
import { expectedOf, type Plan } from './plan.js'
import { pairRequest } from './requests.js'
import type { PairRow } from './result.js'

/** What is asked of every state of the pair; a `Never...` says, violated, that something can happen. */
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
  /** The shortest behaviour of the pair that violates each property which is violated. */
  violated: ReadonlyMap<string, Behaviour>
  tlc: string
}

/** Which properties two threads among any number have: one run over the whole state graph of the pair. */
export async function checkPair(
  specification: Specification,
  plan: Plan,
  asked: { variant: string; scenario: string },
  options: TlcOptions,
): Promise<CheckedPair> {
  const request = pairRequest(specification, plan, asked, pairProperties)
  const { violated, states, depth, seconds, version } = await checkAllInvariants(request, options)
  const rows = pairProperties.map((property): PairRow => {
    const behaviour = violated.get(property)
    return {
      model: `${asked.variant}.${asked.scenario}.any`,
      ...asked,
      property,
      expected: expectedOf(plan, specification.manifest, { ...asked, property }),
      verdict: behaviour === undefined ? 'holds' : 'violated',
      states,
      depth: behaviour?.states.length ?? depth,
      seconds,
    }
  })
  return { rows, violated, tlc: version }
}
