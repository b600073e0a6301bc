import type { Specification } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import { traceOf } from '../../../core/trace-of.js'
import type { Behaviour } from '../../../tlc/output/read-output.js'
import { runTlc, type TlcOptions } from '../../../tlc/run.js'
import { guideOf } from './guide.js'
import type { Plan } from './plan.js'
import { directedRequest } from './requests.js'
import type { ConcreteRow, PairRow } from './result.js'

/** What the pair violates, and how. */
export type Violated = { row: PairRow; behaviour: Behaviour }
export type ConcreteTrace = { row: ConcreteRow; trace: Trace | null }

/**
 * Looks for a violation that the pair shows among all threads: the pair takes the same steps, and the
 * others run as far as those need. Where none is found the pair's was an artefact, and the row says so.
 */
export async function concreteTrace(
  specification: Specification,
  plan: Plan,
  { row: violated, behaviour }: Violated,
  options: TlcOptions,
): Promise<ConcreteTrace> {
  const { variant, scenario, property } = violated
  const { topology } = plan.concrete
  const start = performance.now()
  const guide = guideOf(behaviour)
  const asked = { variant, scenario, topology, guide }
  const request = directedRequest(specification, plan, asked, { invariants: [property] })
  const { verdict, states, version } = await runTlc(request, options)
  const found = verdict.kind === 'violated' ? verdict.behaviour : null
  const row: ConcreteRow = {
    variant,
    scenario,
    property,
    topology,
    verdict: found === null ? 'spurious' : 'concrete',
    steps: found === null ? null : found.states.length - 1,
    states,
    seconds: (performance.now() - start) / 1000,
  }
  if (found === null) return { row, trace: null }
  const meta = {
    model: `${variant}.${scenario}.${topology}`,
    variant,
    scenario,
    topology,
    property,
    features: specification.manifest.variants[variant]?.features ?? {},
    tlc: version,
  }
  return { row, trace: traceOf(ofTheModel(found), meta, specification.mapping) }
}

/** Variables that TraceDirected.tla has beside the model's. */
const ownVariables = new Set(['first', 'stepsTaken'])

/** The behaviour without what only directs it; whose action a step is can be read off the states. */
function ofTheModel(behaviour: Behaviour): Behaviour {
  const states = behaviour.states.map(({ state }) => ({
    action: null,
    state: Object.fromEntries(Object.entries(state).filter(([name]) => !ownVariables.has(name))),
  }))
  return { ...behaviour, states }
}
