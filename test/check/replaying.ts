import { type ReplayedTrace, replayTrace } from '../../src/check/replay-trace.js'
import { readMapping } from '../../src/mapping/mapping.js'
import { readTrace } from '../../src/trace/files.js'
import { mappingFile } from './traces.js'

export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

/** Replays a trace file on real sockets, in this process. */
export function replayFile(
  file: string,
  variant: string,
  program?: string,
): Promise<ReplayedTrace> {
  const mapping = readMapping(mappingFile)
  return replayTrace({
    trace: readTrace(file, mapping),
    mapping,
    mappingFile,
    variant,
    expected: 'unknown',
    observe: false,
    ...(program === undefined ? {} : { program }),
  })
}

/** What a verdict says, and of which step. */
export function verdictOf({ row, replayed }: ReplayedTrace) {
  const { verdict, step, action, performer } = row
  const { wanted, stood } = replayed
  return { verdict, step, action, performer, wanted, stood }
}
