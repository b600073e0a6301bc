import {
  type ReplayedTrace,
  type ReplayRequest,
  replayTrace,
} from '../../src/check/replay-trace.js'
import { scenarioArguments } from '../../src/check/scenario-arguments.js'
import { variantFeatures } from '../../src/check/variant-features.js'
import { readSpecification } from '../../src/core/manifest.js'
import { readMapping } from '../../src/core/mapping.js'
import { readTrace } from '../../src/core/trace-file.js'
import { adapterOf } from '../../src/suricata/adapter.js'
import { mappingFile, specFolder } from './traces.js'

const { manifest } = readSpecification(specFolder)

export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

type Options = Partial<Pick<ReplayRequest, 'program' | 'observe' | 'expected' | 'predicted'>>

/** Replays a trace file on real sockets, in this process. */
export function replayFile(
  file: string,
  variant: string,
  options: Options = {},
): Promise<ReplayedTrace> {
  const mapping = readMapping(mappingFile)
  const trace = readTrace(file, mapping)
  return replayTrace({
    trace,
    mapping,
    mappingFile,
    variant,
    features: variantFeatures(manifest, trace, variant),
    scenarioArguments: scenarioArguments(manifest, trace),
    expected: 'unknown',
    adapter: adapterOf(mapping),
    observe: null,
    ...options,
  })
}

/** The verdict with its step, and the expected and actual gate. */
export function verdictOf({ row, replayed }: ReplayedTrace) {
  const { verdict, step, action, performer } = row
  const { wanted, stood } = replayed
  return { verdict, step, action, performer, wanted, stood }
}
