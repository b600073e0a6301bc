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
 * TLC is shown the last state of a trace, or all of an endless one, and asked whether its property is
 * violated there, and whether what goes on for ever is fair: a replay tells whether a program does the
 * same, and not what that breaks. Throws a PeerupError `trace` if the trace breaks nothing.
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
      const message = `expected a state of which ${property} says something, got: ${cause.message}`
      throw new PeerupError('trace', message, { where, cause })
    },
  )
  if (violates) return
  const how = loop === null ? 'its last state does not' : 'for ever and fairly it does not'
  throw new PeerupError('trace', `expected a behaviour that violates ${property}, ${how}`, {
    where,
    fix: 'npm run check writes the traces anew',
  })
}

/** No variable of a specification is called so. */
const place = 'peerup_place'

function request(trace: Trace, { folder, manifest }: Specification) {
  const { states, loop, property } = trace
  const temporal = loop !== null
  const shown = temporal ? states : states.slice(-1)
  const names = Object.keys(shown[0]?.state ?? {})
  // Of one that stutters, and of a single state, the last one follows itself.
  const back = loop === null || stutters(trace) ? shown.length : loop + 1
  const variables = `<<${[place, ...names].join(', ')}>>`
  const record = recordDefinition(manifest, trace.features)
  const { constants } = modelOf(manifest, modelKey(trace, manifest.variants))
  const fairness = manifest.fairness === undefined ? '' : ` /\\ ${manifest.fairness}`
  return moduleRequest({
    specFolder: folder,
    name: 'Claimed',
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
