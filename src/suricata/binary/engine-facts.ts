import { entriesOf, nameOfKey } from '../../core/function-entries.js'
import type { State, Value } from '../../core/value.js'
import type { StepOutcome } from '../../replay/driver.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'

/** How a thread read the error that `poll()` told of: its call (`none` without one), and the flags. */
export type ErrorRead = { call: string; flags: number }

/** What an engine's snapshots showed besides the model's variables. */
export type EngineFacts = {
  /** The last read of an error; null before any. */
  asked: ErrorRead | null
  /** The version of its rings, 2 or 3; null before any. */
  ring: number | null
}

/** The same driver, and what its snapshots show of the engine. */
export function withFacts(driver: GateDriver) {
  let facts: EngineFacts = { asked: null, ring: null }
  const noting =
    <A extends unknown[]>(act: (...args: A) => Promise<StepOutcome>) =>
    async (...args: A) => {
      const outcome = await act(...args)
      if (outcome.kind === 'parked') facts = factsOf(outcome.snapshot, facts)
      return outcome
    }
  return {
    facts: () => facts,
    driver: {
      ...driver,
      assemble: noting(driver.assemble),
      release: noting(driver.release),
      perform: noting(driver.perform),
    },
  }
}

/** In a snapshot, a read without a call has not happened yet. */
type Extra = { asked?: Record<string, ErrorRead>; ring?: number }

/** What a snapshot adds to what is known. */
export function factsOf({ extra = {} }: State, before: EngineFacts): EngineFacts {
  const { asked = {}, ring = 0 } = extra as Extra
  const reads = Object.values(asked).filter(({ call }) => call !== '')
  // A read counts more than a thread that has only met an error so far.
  const read = reads.find(({ call }) => call !== 'none') ?? reads[0] ?? null
  const isNews = read !== null && (before.asked === null || read.call !== 'none')
  return { asked: isNews ? read : before.asked, ring: ring > 0 ? ring : before.ring }
}

const [msgPeek, msgDontWait] = [0x2, 0x40]

/** Whether a thread may sleep in this read; null for a call or flags that no variant has. */
export function readWaits({ call, flags }: ErrorRead): boolean | null {
  if (call !== 'recv' || (flags & ~msgDontWait) !== msgPeek) return null
  return (flags & msgDontWait) === 0
}

/** `recv(MSG_PEEK)`. */
export function readText({ call, flags }: ErrorRead): string {
  if (!call.startsWith('recv')) return call
  const rest = flags & ~(msgPeek | msgDontWait)
  const names = [
    ...((flags & msgPeek) === 0 ? [] : ['MSG_PEEK']),
    ...((flags & msgDontWait) === 0 ? [] : ['MSG_DONTWAIT']),
    ...(rest === 0 ? [] : [`0x${rest.toString(16)}`]),
  ]
  return `${call}(${names.length === 0 ? '0' : names.join(' | ')})`
}

/** The threads that stand before the read of an error that is gone: a release would bring them to sleep. */
export function threadsThatWouldSleep(
  state: State,
  control: ReadonlyMap<string, string | null>,
): string[] {
  const errors = new Map(
    (entriesOf(state.pollerr ?? {}) ?? []).map(([key, value]): [string | null, Value] => [
      nameOfKey(key),
      value,
    ]),
  )
  return [...control.keys()].filter(
    (thread) => control.get(thread) === 'AskForError' && errors.get(thread) === false,
  )
}
