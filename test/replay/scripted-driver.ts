import type { State } from '../../src/core/value.js'
import type { Driver } from '../../src/replay/driver.js'
import { initialToy, sharedOf, stepToy, switchToy, type Toy, type Variant } from './machine/toy.js'

export type Script = {
  variant?: Variant
  /** Changes the program's initial state. */
  initial?: (toy: Toy) => Toy
  /** What release n does instead: from 1, with the driver's own steps counted; 0 is `assemble`. */
  release?: number
  instead?: 'hangs' | 'crashes' | 'fails' | 'rejects'
  /** Changes the program's state before release n, unknown to the model. */
  tamper?: (toy: Toy) => Toy
  /** Changes snapshot n. */
  alter?: (snapshot: State) => State
}

export type ScriptedDriver = Driver & {
  /** Resolves when the driver hangs. */
  hung: Promise<void>
  signals: AbortSignal[]
  coins: string[]
  performed: string[]
}

const handles = (number: number) => (number === 0 ? 0 : 10 * number + 3)
const boxes = (number: number) => (number === 0 ? 0 : 1000 - number)

/** The toy as a program, with numbers of its own and the faults of the script. */
export function scriptedDriver(script: Script = {}): ScriptedDriver {
  const { variant = 'early', initial = (toy) => toy } = script
  let toy = initial(initialToy())
  let releases = 0
  let reportHung = () => {}
  const hung = new Promise<void>((resolve) => {
    reportHung = resolve
  })
  const coins: string[] = []
  const performed: string[] = []
  const signals: AbortSignal[] = []
  const ifScripted = <T>(value: T) => releases === script.release && value
  const outcomeOf = async (signal: AbortSignal, work: () => void) => {
    signals.push(signal)
    const instead = ifScripted(script.instead)
    if (instead === 'hangs') {
      reportHung()
      return new Promise<never>(() => {})
    }
    if (instead === 'rejects') throw new Error('the wire is cut')
    if (instead === 'crashes') return { kind: 'crashed' as const, why: 'ended by SIGSEGV' }
    if (instead === 'fails') return { kind: 'failed' as const, why: 'garbage' }
    if (script.tamper !== undefined && ifScripted(true)) toy = script.tamper(toy)
    work()
    const snapshot: State = { ...sharedOf(toy, handles, boxes), extra: 'anything' }
    const altered =
      script.alter !== undefined && ifScripted(true) ? script.alter(snapshot) : snapshot
    return { kind: 'parked' as const, at: { ...toy.pc }, snapshot: altered }
  }
  return {
    hung,
    signals,
    coins,
    performed,
    assemble: (_threads, signal) => outcomeOf(signal, () => {}),
    standing: (performer) => toy.pc[performer] ?? 'nowhere',
    stimulate: async (stimulus, performer) => void coins.push(`${stimulus} for ${performer}`),
    release: (performer, signal) => {
      releases += 1
      return outcomeOf(signal, () => {
        // Without a coin the waiting loop returns to its gate.
        if (toy.pc[performer] === 'Take' && coins.length === 0 && toy.lamp.desk === 'on') return
        toy = stepToy(toy, performer, variant)
      })
    },
    perform: (action, performer, signal) => {
      releases += 1
      performed.push(`${action} of ${performer}`)
      return outcomeOf(signal, () => {
        toy = switchToy(toy, performer)
      })
    },
    at: () => ({ ...toy.pc }),
    free: async () => {},
  }
}
