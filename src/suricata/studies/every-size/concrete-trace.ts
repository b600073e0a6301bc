import type { Specification } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import { traceOf } from '../../../core/trace-of.js'
import type { Behaviour } from '../../../tlc/output/read-output.js'
import { runTlc, type TlcOptions } from '../../../tlc/run.js'
import { guideOf } from './guide.js'
import type { Plan } from './plan.js'
import { directedRequest } from './requests.js'
import type { ConcreteRow, PairRow } from './result.js'

/** A violated property of the pair, and its counterexample. */
export type Violated = { row: PairRow; behaviour: Behaviour }
export type ConcreteTrace = { row: ConcreteRow; trace: Trace | null }

/**
 * Searches all threads of an engine for the violation that the pair shows: the pair takes the same steps,
 * and the others run as far as those steps need. If there is none, the pair's violation is an artefact of
 * the reduction, and the row's verdict is `spurious`.
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
  const model = { variant, scenario, topology, guide }
  const request = directedRequest(specification, plan, model, { invariants: [property] })
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
  return { row, trace: traceOf(withoutGuide(found), meta, specification.mapping) }
}

/** Variables that TraceDirected.tla adds to the model's. */
const guideVariables = new Set(['first', 'stepsTaken'])

/** The behaviour with the model's variables alone, and without TraceDirected.tla's action names. */
function withoutGuide(behaviour: Behaviour): Behaviour {
  const states = behaviour.states.map(({ state }) => ({
    action: null,
    state: Object.fromEntries(Object.entries(state).filter(([name]) => !guideVariables.has(name))),
  }))
  return { ...behaviour, states }
}
