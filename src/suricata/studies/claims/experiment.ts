import { z } from 'zod'

const count = z.int().nonnegative()

/** Traffic through one pair, tx0 and rx0, with one thread each and without gates. */
const traffic = z.strictObject({
  kind: z.literal('traffic'),
  about: z.string(),
  variant: z.string(),
  /** Interfaces that are down at the start, and come up after the forwarder has failed to open them. */
  down: z.array(z.enum(['tx0', 'rx0'])),
  /** Frames into each interface. */
  intoTx0: count,
  intoRx0: count,
  /** How long the engine may take to start after its links are up, before it counts as not started. */
  patienceMs: z.int().positive().max(10_000),
})

/** While rx0 is held in its ring set-up, tx0 forwards frames to it or loads its entry; then rx0 comes up. */
const earlySends = z.strictObject({
  kind: z.literal('early-sends'),
  about: z.string(),
  variant: z.string(),
  frames: count,
  /** One more frame, which is sent only after rx0 is up and the engine has started. */
  held: z.boolean().optional(),
})

export const experimentSchema = z.discriminatedUnion('kind', [traffic, earlySends])

/** The facts do not depend on the machine or on timing, unless a program misbehaves. */
export const trafficFacts = z.strictObject({
  engineStarted: z.boolean(),
  outOfRx0: count,
  outOfTx0: count,
  /** The counters that the forwarder logs at its end. */
  packetsTx0: count,
  packetsRx0: count,
  /** Log lines of failed sends. */
  warnings: count,
})

export const earlySendsFacts = z.strictObject({
  /** The kernel's answers to the early sends, each once, joined by commas. */
  answers: z.string(),
  failed: count,
  warnings: count,
  warnedBeforeStarted: z.boolean(),
  /** The answer to the next frame, after the peer is up. */
  thenAnswer: z.string(),
})

export const factsOf = { traffic: trafficFacts, 'early-sends': earlySendsFacts }

/** The facts of an experiment. */
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
