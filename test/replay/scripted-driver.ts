import type { State } from '../../src/core/value.js'
import type { Driver } from '../../src/replay/driver.js'
import { initialToy, sharedOf, stepToy, switchToy, type Toy, type Variant } from './machine/toy.js'

export type Script = {
  variant?: Variant
  /** Starts like this. */
  initial?: (toy: Toy) => Toy
  /** What the n-th release (from 1; a driver's act counts; 0 is the assembling) does instead. */
  release?: number
  instead?: 'hangs' | 'crashes' | 'fails' | 'rejects'
  /** Changes the program's state before the n-th release, behind the model's back. */
  tamper?: (toy: Toy) => Toy
  /** Changes the n-th snapshot. */
  alter?: (snapshot: State) => State
}

export type ScriptedWorld = Driver & {
  /** Resolves when the world hangs. */
  hung: Promise<void>
  signals: AbortSignal[]
  coins: string[]
  performed: string[]
}

const handles = (number: number) => (number === 0 ? 0 : 10 * number + 3)
const boxes = (number: number) => (number === 0 ? 0 : 1000 - number)

/** The toy as a program: other numbers than the model's, and what the script says goes wrong. */
export function scriptedWorld(script: Script = {}): ScriptedWorld {
  const { variant = 'early', initial = (toy) => toy } = script
  let toy = initial(initialToy())
  let releases = 0
  let sayHung = () => {}
  const hung = new Promise<void>((resolve) => {
    sayHung = resolve
  })
  const coins: string[] = []
  const performed: string[] = []
  const signals: AbortSignal[] = []
  const now = <T>(value: T) => releases === script.release && value
  const meet = async (signal: AbortSignal, work: () => void) => {
    signals.push(signal)
    const instead = now(script.instead)
    if (instead === 'hangs') {
      sayHung()
      return new Promise<never>(() => {})
    }
    if (instead === 'rejects') throw new Error('the wire is cut')
    if (instead === 'crashes') return { kind: 'crashed' as const, why: 'ended by SIGSEGV' }
    if (instead === 'fails') return { kind: 'failed' as const, why: 'garbage' }
    if (script.tamper !== undefined && now(true)) toy = script.tamper(toy)
    work()
    const snapshot: State = { ...sharedOf(toy, handles, boxes), extra: 'anything' }
    const seen = script.alter !== undefined && now(true) ? script.alter(snapshot) : snapshot
    return { kind: 'parked' as const, at: { ...toy.pc }, snapshot: seen }
  }
  return {
    hung,
    signals,
    coins,
    performed,
    assemble: (_threads, signal) => meet(signal, () => {}),
    standing: (performer) => toy.pc[performer] ?? 'nowhere',
    stimulate: async (stimulus, performer) => void coins.push(`${stimulus} for ${performer}`),
    release: (performer, signal) => {
      releases += 1
      return meet(signal, () => {
        // Nothing to take: the waiting loop comes back to its gate.
        if (toy.pc[performer] === 'Take' && coins.length === 0 && toy.lamp.desk === 'on') return
        toy = stepToy(toy, performer, variant)
      })
    },
    perform: (action, performer, signal) => {
      releases += 1
      performed.push(`${action} of ${performer}`)
      return meet(signal, () => {
        toy = switchToy(toy, performer)
      })
    },
    at: () => ({ ...toy.pc }),
    free: async () => {},
  }
}
