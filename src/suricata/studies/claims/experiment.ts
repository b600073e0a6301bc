import { z } from 'zod'

const count = z.int().nonnegative()

/** One pair, tx0 and rx0, with one thread each, and no gates: what goes in, and what comes out. */
const traffic = z.strictObject({
  kind: z.literal('traffic'),
  about: z.string(),
  variant: z.string(),
  /** Interfaces that are down when it starts, and come up when it has tried to open them. */
  down: z.array(z.enum(['tx0', 'rx0'])),
  /** Frames into each of the two. */
  intoTx0: count,
  intoRx0: count,
  /** How long after its links are up it may take to start, before it counts as one that does not. */
  patienceMs: z.int().positive().max(10_000),
})

/** rx0 is held in its ring set-up, while tx0 is let forward frames to it, or load its entry; then rx0 comes up. */
const earlySends = z.strictObject({
  kind: z.literal('early-sends'),
  about: z.string(),
  variant: z.string(),
  frames: count,
  /** One frame more, whose send comes only when rx0 is up and the engine has started. */
  held: z.boolean().optional(),
})

export const experimentSchema = z.discriminatedUnion('kind', [traffic, earlySends])

/** Nothing here depends on the machine or on how long things took, unless a program misbehaves. */
export const trafficFacts = z.strictObject({
  engineStarted: z.boolean(),
  outOfRx0: count,
  outOfTx0: count,
  /** The counters that the program logs when it is stopped. */
  packetsTx0: count,
  packetsRx0: count,
  /** Lines that tell of a failed send. */
  warnings: count,
})

export const earlySendsFacts = z.strictObject({
  /** What the kernel answered to the early sends; several answers are joined. */
  answers: z.string(),
  failed: count,
  warnings: count,
  warnedBeforeStarted: z.boolean(),
  /** The answer to the next frame, once the peer is up. */
  thenAnswer: z.string(),
})

export const factsOf = { traffic: trafficFacts, 'early-sends': earlySendsFacts }

/** What an experiment showed. */
export const observationSchema = z.strictObject({
  name: z.string(),
  facts: z.union([trafficFacts, earlySendsFacts]),
})

export type Experiment = z.infer<typeof experimentSchema>
export type TrafficExperiment = z.infer<typeof traffic>
export type EarlySendsExperiment = z.infer<typeof earlySends>
export type TrafficFacts = z.infer<typeof trafficFacts>
export type EarlySendsFacts = z.infer<typeof earlySendsFacts>
export type Observation = z.infer<typeof observationSchema>
