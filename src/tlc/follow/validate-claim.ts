import { PeerupError } from '../../core/error.js'
import { modelOf, type Specification } from '../../core/manifest.js'
import { modelKey } from '../../core/model-key.js'
import type { Trace } from '../../core/trace.js'
import { stutters } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'
import { moduleRequest } from '../module-request.js'
import { runTlc } from '../run.js'
import { valueText } from '../value-text.js'
import { recordDefinition } from '../variant-record.js'

/**
 * Validates a trace's claim with TLC: its last state violates its property, or its whole endless
 * behaviour does and is fair. A replay alone shows that a program does the same, not which property
 * that violates. Throws a PeerupError `trace` that names `options.file` if the claim is wrong.
 */
export async function validateClaim(
  trace: Trace,
  specification: Specification,
  options: { jar: string; file: string; signal?: AbortSignal },
): Promise<void> {
  const { property, loop } = trace
  const where = { file: options.file }
  const violates = await runTlc(request(trace, specification), options).then(
    ({ verdict }) => verdict.kind === 'violated',
    (cause: unknown) => {
      if (!(cause instanceof PeerupError) || cause.code !== 'spec') throw cause
      const message = `cannot evaluate ${property} in the trace: ${cause.message}`
      throw new PeerupError('trace', message, { where, cause })
    },
  )
  if (violates) return
  const why = loop === null ? 'its last state satisfies it' : 'its loop satisfies it or is not fair'
  throw new PeerupError('trace', `the trace does not violate ${property}: ${why}`, {
    where,
    fix: 'rewrite the traces with npm run check',
  })
}

/** The variable that counts through the states: no specification uses this name. */
const place = 'peerup_place'

function request(trace: Trace, { folder, manifest }: Specification) {
  const { states, loop, property } = trace
  const temporal = loop !== null
  const shown = temporal ? states : states.slice(-1)
  const names = Object.keys(shown[0]?.state ?? {})
  // The last state of a stuttering behaviour follows itself, and so does a single state.
  const back = loop === null || stutters(trace) ? shown.length : loop + 1
  const variables = `<<${[place, ...names].join(', ')}>>`
  const record = recordDefinition(manifest, trace.features)
  const { constants } = modelOf(manifest, modelKey(trace, manifest.variants))
  const fairness = manifest.fairness === undefined ? '' : ` /\\ ${manifest.fairness}`
  return moduleRequest({
    specFolder: folder,
    name: 'TraceClaim',
    base: `${manifest.module}, TLC`,
    definitions: [
      `VARIABLE ${place}`,
      `Shown == << ${shown.map(({ state }) => stateText(state, names)).join(',\n')} >>`,
      ...record.definitions,
      `ShownInit == ${place} = 1${names.map((name) => ` /\\ ${name} = Shown[1].${name}`).join('')}`,
      `ShownNext == ${place}' = (IF ${place} = ${shown.length} THEN ${back} ELSE ${place} + 1)${names.map((name) => ` /\\ ${name}' = Shown[${place}'].${name}`).join('')}`,
      `ShownSpec == ShownInit /\\ [][ShownNext]_${variables} /\\ WF_${variables}(ShownNext)${temporal ? fairness : ''}`,
    ],
    constants: { ...constants, ...record.constants },
    specification: 'ShownSpec',
    invariants: temporal ? [] : [property],
    properties: temporal ? [property] : [],
    deadlock: false,
  })
}

const stateText = (state: State, names: readonly string[]): string =>
  `[${names.map((name) => `${name} |-> ${valueText(state[name] ?? 0)}`).join(', ')}]`
