import { z } from 'zod'

/** Milliseconds after the launch; null if it never happened. */
const moment = z.number().nullable()

/** The moments of a thread; only engines that report events have such rows. */
export const threadMoments = z.strictObject({
  thread: z.string(),
  bound: moment,
  ring: moment,
  published: moment,
  /** When the thread left the barrier. */
  started: moment,
  firstSend: moment,
  firstError: moment,
  errors: z.int(),
})

/** One way through one pair, probed after the start or after the time for it. */
export const way = z.strictObject({
  in: z.string(),
  out: z.string(),
  /** The flows sent, spread over the threads, and those with a frame that came out. */
  flows: z.int(),
  through: z.int(),
  sent: z.int(),
  forwards: z.enum(['all', 'some', 'none']),
  /** The first frame out, of the traffic or of the probes. */
  firstFrame: moment,
})

export const counters = z.strictObject({
  tx: z.string(),
  rx: z.string(),
  /** Counters that the engine logged at its end; null if it logged none. */
  txPackets: z.int().nullable(),
  rxPackets: z.int().nullable(),
  asymmetry: z.enum(['none', 'one-way traffic', 'wedge', 'unknown']),
})

export const cycle = z.strictObject({
  /** When the engine logged "Engine started". */
  started: moment,
  enotsock: z.int(),
  /** Log lines of sends that failed with another error. */
  otherFailures: z.int(),
  /** Failed sends that the engine reported as events, at most 1000; null if it reported no events. */
  sendErrors: z.int().nullable(),
  /** Those of them that failed with ENOTSOCK; not in older results. */
  enotsockSends: z.int().nullable().optional(),
  /** Empty if the engine had ended before the probes, or if there was no sign of an engine. */
  ways: z.array(way),
  pairs: z.array(counters),
  stoppedBy: z.enum(['SIGTERM', 'SIGKILL', 'itself']),
  ended: z.strictObject({ code: z.int().nullable(), signal: z.string().nullable() }),
  /** The duration of the start (or of the wait for it), of the probes, and of the stop. */
  ms: z.strictObject({ start: z.number(), probe: z.number(), stop: z.number() }),
  threads: z.array(threadMoments),
  /** The last lines of an engine that did not start. */
  said: z.array(z.string()),
})

export const options = z.strictObject({
  cycles: z.int(),
  pairs: z.int(),
  threads: z.int(),
  ringDelayUs: z.int(),
})

export const table = z.strictObject({
  cycles: z.int(),
  started: z.int(),
  withEnotsock: z.int(),
  /** Percentage of the started cycles, as in the report. */
  percentOfStarted: z.number().nullable(),
  enotsockLines: z.int(),
  /** Pairs with a way that did not forward every flow in some cycle. */
  wedgedPairs: z.int(),
})

const machine = z.strictObject({
  cores: z.int(),
  processor: z.string(),
  kernel: z.string(),
  node: z.string(),
})

export const reproduceResult = z.strictObject({
  format: z.literal('peerup-reproduce/1'),
  date: z.iso.date().optional(),
  machine: machine.optional(),
  subject: z.strictObject({ kind: z.enum(['variant', 'binary']), name: z.string() }),
  options,
  traffic: z.strictObject({
    into: z.array(z.string()),
    perSecond: z.int(),
    sent: z.int(),
    seconds: z.number(),
  }),
  cycles: z.array(cycle),
  table,
  /** The duration of all cycles, and of the starts in them. */
  seconds: z.strictObject({ all: z.number(), starts: z.number() }),
})

export type ThreadMoments = z.infer<typeof threadMoments>
export type Way = z.infer<typeof way>
export type Counters = z.infer<typeof counters>
export type Cycle = z.infer<typeof cycle>
export type ReproduceOptions = z.infer<typeof options>
export type ReproduceTable = z.infer<typeof table>
export type ReproduceResult = z.infer<typeof reproduceResult>
