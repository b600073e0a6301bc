import { z } from 'zod'

/** Milliseconds after the launch; null if it did not come. */
const moment = z.number().nullable()

/** When a thread came how far; only an engine that tells its events has such rows. */
export const threadMoments = z.strictObject({
  thread: z.string(),
  bound: moment,
  ring: moment,
  published: moment,
  /** When it left the barrier. */
  started: moment,
  firstSend: moment,
  firstError: moment,
  errors: z.int(),
})

/** One way through one pair, once the engine had started or had had its time to. */
export const way = z.strictObject({
  in: z.string(),
  out: z.string(),
  /** Of so many flows, spread over the threads, a frame came out of so many. */
  flows: z.int(),
  through: z.int(),
  sent: z.int(),
  forwards: z.enum(['all', 'some', 'none']),
  /** The first frame out: of the traffic, or of the probes where there is no traffic. */
  firstFrame: moment,
})

export const counters = z.strictObject({
  tx: z.string(),
  rx: z.string(),
  /** What the engine logged at its end; null if it did not. */
  txPackets: z.int().nullable(),
  rxPackets: z.int().nullable(),
  asymmetry: z.enum(['none', 'one-way traffic', 'wedge', 'unknown']),
})

export const cycle = z.strictObject({
  /** Until "Engine started". */
  started: moment,
  enotsock: z.int(),
  /** Lines of sends that failed otherwise. */
  otherFailures: z.int(),
  /** Failed sends that the engine told one by one, the first 1000; null if it told nothing. */
  sendErrors: z.int().nullable(),
  /** Those of them that were answered ENOTSOCK; not in older results. */
  enotsockSends: z.int().nullable().optional(),
  /** None of an engine that was gone before, nor of what was not heard to be one. */
  ways: z.array(way),
  pairs: z.array(counters),
  stoppedBy: z.enum(['SIGTERM', 'SIGKILL', 'itself']),
  ended: z.strictObject({ code: z.int().nullable(), signal: z.string().nullable() }),
  /** How long it took to start (or not to), to be probed, and to stop. */
  ms: z.strictObject({ start: z.number(), probe: z.number(), stop: z.number() }),
  threads: z.array(threadMoments),
  /** What it said last, of one that did not start. */
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
  /** Of those that started, as in the report. */
  percentOfStarted: z.number().nullable(),
  enotsockLines: z.int(),
  /** Pairs of which a way did not forward every flow, in any cycle. */
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
  /** Of all cycles, and of the starts among it. */
  seconds: z.strictObject({ all: z.number(), starts: z.number() }),
})

export type ThreadMoments = z.infer<typeof threadMoments>
export type Way = z.infer<typeof way>
export type Counters = z.infer<typeof counters>
export type Cycle = z.infer<typeof cycle>
export type ReproduceOptions = z.infer<typeof options>
export type ReproduceTable = z.infer<typeof table>
export type ReproduceResult = z.infer<typeof reproduceResult>
