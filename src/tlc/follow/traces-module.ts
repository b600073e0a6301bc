import { modelOf, type Specification } from '../../core/manifest.js'
import type { Mapping } from '../../core/mapping.js'
import { modelKey } from '../../core/model-key.js'
import type { Trace } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import { tlaString } from '../module-request.js'
import { valueText } from '../value-text.js'
import { recordDefinition } from '../variant-record.js'

/** The input of `TracePeerUp.tla`: definitions, and the constants with them as values. */
export type TracesModule = {
  definitions: readonly string[]
  constants: { readonly [name: string]: string }
}

/**
 * Traces of one topology in TLA+: each with its variant, the performer of every step, and the environment
 * in the first state. `variants` has the features of every variant, also of the traces' own.
 */
export function tracesModule(
  { manifest, mapping }: Specification,
  traces: readonly [Trace, ...Trace[]],
  variants: ReadonlyMap<string, string>,
): TracesModule {
  const records = [...variants].map(([name, record]) => `${tlaString(name)} :> ${record}`)
  const described = traces.map((trace) => {
    const { constants } = modelOf(manifest, modelKey(trace, manifest.variants))
    const performers = performersOf(trace, mapping).map(tlaString).join(', ')
    return `[variant |-> ${tlaString(trace.variant)}, scenario |-> ${definition(constants.Scenario)}, environment |-> ${environmentText(trace, mapping)}, performers |-> <<${performers}>>]`
  })
  const record = recordDefinition(manifest, traces[0].features)
  return {
    definitions: [
      ...record.definitions,
      `TheVariants == ${records.join(' @@ ')}`,
      `TheTraces == << ${described.join(',\n')} >>`,
    ],
    constants: {
      ...modelOf(manifest, modelKey(traces[0], manifest.variants)).constants,
      ...record.constants,
      Variants: '<- TheVariants',
      Traces: '<- TheTraces',
    },
  }
}

/** The environment in the first state of a trace, as a TLA+ function. */
export function environmentText({ states }: Trace, { environment }: Mapping): string {
  const value = environment === undefined ? undefined : states[0]?.state[environment]
  return value === undefined ? '<< >>' : valueText(value)
}

/** The performer of each step; the last one closes the loop, if the trace has one. */
export function performersOf(trace: Trace, mapping: Mapping): string[] {
  const closing = closingStep(trace, mapping)
  const steps = trace.states.flatMap(({ step }) => (step === null ? [] : [step]))
  return [...steps, ...(closing === null ? [] : [closing])].map(({ performer }) => performer)
}

/** A constant's value in a module: `<- Flap` in a configuration is Flap in a module. */
const definition = (text = ''): string => text.replace(/^<- /, '')
