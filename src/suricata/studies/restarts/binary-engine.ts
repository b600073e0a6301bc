import { fileOf, suricataParts } from '../../binary/command.js'
import { type Engine, eventsDescriptor } from './engine.js'
import type { ReproduceOptions } from './result.js'

/** Upstream's own time-out for the start, and time to read the configuration and to log the failure. */
const [startMs, startMsAThread, moreMs] = [60_000, 1000, 5000]

/** An unmodified Suricata, with `args` after peerup's; the preloaded library delays its rings and reports events. */
export function binaryEngine(
  path: string,
  root: string | undefined,
  options: ReproduceOptions,
  args: readonly string[] = [],
): Engine {
  const { pairs, threads, ringDelayUs } = options
  const { command, preload, prepare, ...where } = suricataParts({
    ...{ path, ...(root === undefined ? {} : { root }) },
    topology: { pairs, threads },
    fanout: 'cluster_flow',
    args,
  })
  return {
    subject: { kind: 'binary', name: path },
    file: fileOf({ path, ...(root === undefined ? {} : { root }) }),
    command,
    environment: [
      `LD_PRELOAD=${preload}`,
      `PEERUP_EVENTS=${eventsDescriptor}`,
      ...(ringDelayUs === 0 ? [] : [`PEERUP_RING_DELAY_US=${ringDelayUs}`]),
    ],
    prepare,
    startMs: startMs + 2 * pairs * threads * startMsAThread + moreMs,
    ...where,
  }
}
