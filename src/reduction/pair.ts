import { PeerupError } from '../error.js'
import type { Specification } from '../mapping/manifest.js'
import { printedTuples } from '../tlc/printed.js'
import type { Behaviour } from '../tlc/read.js'
import { runTlc, type TlcOptions } from '../tlc/run.js'
import { expectedOf, type Plan } from './plan.js'
import { pairRequest } from './requests.js'
import type { PairRow } from './results.js'

/** The properties that MCPair asks of every state. */
export const pairProperties = [
  'TypeOK',
  'SendImpliesPeerUp',
  'SendUsesPeersSocket',
  'SendUsesPeersIfIndex',
  'StartedImpliesPublished',
  'NeverSends',
  'NeverRecovers',
] as const

type Asked = { variant: string; scenario: string }

/** Which properties two threads among any number have: one run over the whole state graph of the pair. */
export async function checkPair(
  specification: Specification,
  plan: Plan,
  asked: Asked,
  options: TlcOptions,
): Promise<{ rows: PairRow[]; tlc: string }> {
  const result = await runTlc(pairRequest(specification, plan, asked), options)
  const { verdict, states, depth, seconds, outside, version } = result
  if (verdict.kind !== 'holds') throw unreadable('a run to its end', verdict.what)
  const violations = readViolations(outside)
  const rows = pairProperties.map((property): PairRow => {
    const length = violations.get(property)
    return {
      model: `${asked.variant}.${asked.scenario}.any`,
      ...asked,
      property,
      expected: expectedOf(plan, specification.manifest, { ...asked, property }),
      verdict: length === undefined ? 'holds' : 'violated',
      states,
      depth: length ?? depth,
      seconds,
    }
  })
  return { rows, tlc: version }
}

/** The shortest behaviour of the pair that violates a property, which `checkPair` found violated. */
export async function pairCounterexample(
  specification: Specification,
  plan: Plan,
  { property, depth, ...asked }: PairRow,
  options: TlcOptions,
): Promise<Behaviour> {
  const request = pairRequest(specification, plan, { ...asked, only: property })
  const { verdict } = await runTlc(request, options)
  if (verdict.kind !== 'violated') throw unreadable(`${property} to be violated`, verdict.kind)
  const { behaviour } = verdict
  if (behaviour.states.length === depth) return behaviour
  throw unreadable(`a counterexample of ${depth} states`, `one of ${behaviour.states.length}`)
}

/** The length of the shortest counterexample to each property that was printed. */
function readViolations(outside: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const [property, length, ...more] of printedTuples(outside, 'violated')) {
    const known = pairProperties.some((name) => name === property)
    if (!known || typeof property !== 'string' || typeof length !== 'number' || more.length > 0) {
      throw unreadable('a property and a length', JSON.stringify([property, length, ...more]))
    }
    if (found.has(property)) throw unreadable(`${property} once`, 'it twice')
    found.set(property, length)
  }
  return found
}

function unreadable(expected: string, got: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected} of the pair, got ${got}`)
}
