import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createActor, createMachine, fromCallback, SimulatedClock } from 'xstate'
import { readMapping } from '../../../src/core/mapping.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { writeMachine } from '../../../src/replay/machine/machine-file.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'

const mapping = readMapping(join(packageRoot, 'spec/mapping.json'))
const name = 'v8.clean-start.1x1.SendImpliesPeerUp'

/** The text of the file that a check writes beside a committed trace. */
function machineText(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-deadlines-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const trace = readTrace(join(packageRoot, 'traces', `${name}.itf.json`), mapping)
  const file = join(folder, `${name}.machine.json`)
  writeMachine(file, machineOf(trace, mapping))
  return readFileSync(file, 'utf8')
}

/** Actors that never send an event: XState cannot start a machine without them. */
const silent = fromCallback(() => {})
const actors = { assemble: silent, standing: silent, release: silent }

/** Runs the machine that XState itself makes of a file's text, without our loader and its delays. */
function start(text: string) {
  const clock = new SimulatedClock()
  const guards = { agrees: () => true }
  const actor = createActor(createMachine(JSON.parse(text)).provide({ actors, guards }), { clock })
  actor.start()
  const advance = (ms: number) => {
    clock.increment(ms)
    return actor.getSnapshot().value
  }
  return { actor, advance }
}

it('a machine file loaded into XState alone waits, and times out at the number in the file', () => {
  const { advance } = start(machineText())
  expect(advance(1000)).toBe('assembling')
  expect(advance(13_999)).toBe('assembling')
  expect(advance(1)).toBe('timedOut')
})

it('a step of a machine file waits, and times out at the number in the file', () => {
  const { actor, advance } = start(machineText())
  actor.send({ type: 'driver.assembled' })
  expect(advance(1000)).toEqual({ replaying: { step01: 'parked' } })
  expect(advance(8999)).toEqual({ replaying: { step01: 'parked' } })
  expect(advance(1)).toBe('timedOut')
})

it('a delay with a name, which XState alone does not know, times out at once', () => {
  const named = machineText().replace('"15000": {', '"assembleMs": {')
  expect(named).not.toBe(machineText())
  expect(start(named).advance(0)).toBe('timedOut')
})
