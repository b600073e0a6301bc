import { modelOf, type Specification } from '../../core/manifest.js'
import type { Mapping } from '../../core/mapping.js'
import { modelKey } from '../../core/model-key.js'
import type { Trace } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import { linkUseOf } from '../../suricata/network/link-use.js'
import { tlaString } from '../module-request.js'
import { recordDefinition } from '../variant-record.js'

/** What `Follow.tla` is told: definitions, and the constants that they are given for. */
export type TracesModule = {
  definitions: readonly string[]
  constants: { readonly [name: string]: string }
}

/**
 * Traces of one topology as TLA+: whose variant, who acts step by step, and which links are down at
 * the start. `variants` has the record of every variant, the traces' own ones among them.
 */
export function tracesModule(
  { manifest, mapping }: Specification,
  traces: readonly [Trace, ...Trace[]],
  variants: ReadonlyMap<string, string>,
): TracesModule {
  const records = [...variants].map(([name, record]) => `${tlaString(name)} :> ${record}`)
  const told = traces.map((trace) => {
    const { constants } = modelOf(manifest, modelKey(trace, manifest.variants))
    const performers = performersOf(trace, mapping).map(tlaString).join(', ')
    const down = linkUseOf(trace, mapping).down.map(tlaString).join(', ')
    return `[variant |-> ${tlaString(trace.variant)}, scenario |-> ${definition(constants.Scenario)}, down |-> {${down}}, performers |-> <<${performers}>>]`
  })
  const record = recordDefinition(manifest, traces[0].features)
  return {
    definitions: [
      ...record.definitions,
      `TheVariants == ${records.join(' @@ ')}`,
      `TheTraces == << ${told.join(',\n')} >>`,
    ],
    constants: {
      ...modelOf(manifest, modelKey(traces[0], manifest.variants)).constants,
      ...record.constants,
      Variants: '<- TheVariants',
      Traces: '<- TheTraces',
    },
  }
}

/** Who acts, up to the step that closes the loop, if there is one. */
export function performersOf(trace: Trace, mapping: Mapping): string[] {
  const closing = closingStep(trace, mapping)
  const steps = trace.states.flatMap(({ step }) => (step === null ? [] : [step]))
  return [...steps, ...(closing === null ? [] : [closing])].map(({ performer }) => performer)
}

/** `<- Flap` in a configuration is Flap in a module. */
const definition = (text = ''): string => text.replace(/^<- /, '')
