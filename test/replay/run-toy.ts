import type { Trace } from '../../src/core/trace.js'
import type { Driver } from '../../src/replay/driver.js'
import { machineOf } from '../../src/replay/machine/machine-of.js'
import { type ReplayOptions, replay } from '../../src/replay/replay.js'
import { mapping, type Toy, toyTrace } from './machine/toy.js'

export const deadlines = { assembleMs: 1000, stepMs: 100 }

/** Replays a trace of the toy with this driver. */
export function run(driver: Driver, trace: Trace = toyTrace(), clock?: ReplayOptions['clock']) {
  const machine = machineOf(trace, mapping, deadlines)
  return replay({ machine, mapping, driver, ...(clock === undefined ? {} : { clock }) })
}

/** Tampers with a lamp of the toy. */
export const switched = (lamp: string, value: string) => (toy: Toy) => ({
  ...toy,
  lamp: { ...toy.lamp, [lamp]: value },
})
