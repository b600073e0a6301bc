import { z } from 'zod'
import { valueSchema } from '../../core/decode-value.js'

/**
 * A replay as an XState v5 machine, in JSON: what a `NAME.machine.json` holds and any XState viewer
 * opens. The names of actors, actions, guards and delays are the ones that the replay provides.
 */

const name = z.string().min(1)

const begun = z.strictObject({
  index: z.int().positive(),
  performer: name,
  action: name,
  next: name.nullable(),
  waits: z.boolean(),
})

const compare = z.strictObject({
  type: z.literal('compare'),
  params: z.strictObject({
    index: z.int().nonnegative(),
    /** The model's whole state, control included. */
    state: z.record(z.string(), valueSchema),
  }),
})

const strayed = z.strictObject({ guard: z.literal('strayed'), target: z.literal('#refused') })
const diverged = z.strictObject({ target: z.literal('#diverged') })

/** A comparison is followed by these, in this order; the last one has no condition. */
const judged = z.tuple([
  z.strictObject({ guard: z.literal('agrees'), target: name }),
  strayed,
  diverged,
])

/** How often a loop is gone round: what comes back so often is taken to go on for ever. */
export const roundsOfLoop = 3

/** The step that closes a loop is followed by these: round again, or all rounds are done. */
const judgedRound = z.tuple([
  z.strictObject({
    guard: z.strictObject({
      type: z.literal('goesRound'),
      params: z.strictObject({ rounds: z.literal(roundsOfLoop) }),
    }),
    target: name,
    actions: z.literal('countRound'),
  }),
  z.strictObject({
    guard: z.literal('agrees'),
    target: z.literal('#reproduced'),
    actions: z.literal('countRound'),
  }),
  strayed,
  diverged,
])

const expiry = z.strictObject({ target: z.literal('#timedOut'), actions: z.literal('expire') })

/** A thread must stand at the step's gate; the driver is always ready. */
const parked = z.strictObject({
  invoke: z.strictObject({
    src: z.enum(['standing', 'ready']),
    input: z.strictObject({ performer: name, action: name }),
  }),
  on: z.record(name, z.literal('released')),
})

const released = z.strictObject({
  invoke: z.strictObject({
    src: z.enum(['release', 'perform']),
    input: z.strictObject({ performer: name, action: name, stimulus: name.optional() }),
  }),
  on: z.record(name, z.literal('observed')),
})

const step = z.strictObject({
  id: name,
  description: z.string(),
  entry: z.strictObject({ type: z.literal('begin'), params: begun }),
  after: z.strictObject({ stepMs: expiry }),
  initial: z.literal('parked'),
  states: z.strictObject({
    parked,
    released,
    observed: z.strictObject({ entry: compare, always: z.union([judged, judgedRound]) }),
  }),
})

const verdicts = ['reproduced', 'refused', 'diverged', 'timed-out', 'crashed', 'error'] as const

const ending = <I extends string, V extends Verdict>(id: I, verdict: V) =>
  z.strictObject({
    id: z.literal(id),
    type: z.literal('final'),
    output: z.strictObject({ verdict: z.literal(verdict) }),
  })

/** Every event that a step does not wait for ends the replay: none is dropped. */
const catchAll = z.strictObject({
  'world.crashed': z.strictObject({ target: z.literal('#crashed'), actions: z.literal('fail') }),
  'world.failed': z.strictObject({ target: z.literal('#error'), actions: z.literal('fail') }),
  'xstate.error.*': z.strictObject({ target: z.literal('#error'), actions: z.literal('fail') }),
  '*': z.strictObject({ target: z.literal('#refused'), actions: z.literal('refuse') }),
})

export const definitionSchema = z.strictObject({
  id: name,
  description: z.string(),
  meta: z.strictObject({
    format: z.literal('peerup-machine/1'),
    model: name,
    variant: name,
    scenario: name,
    topology: name,
    property: name,
    features: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
    tlc: name,
  }),
  context: z.strictObject({
    /** After the state `last` comes `entry`; the same two where nobody takes a step any more. */
    loop: z.strictObject({ entry: z.int().nonnegative(), last: z.int().nonnegative() }).nullable(),
    rounds: z.literal(0),
    step: z.null(),
    pairs: z.strictObject({}),
    taken: z.tuple([]),
    differences: z.tuple([]),
    wanted: z.null(),
    stood: z.null(),
    why: z.null(),
  }),
  initial: z.literal('assembling'),
  on: catchAll,
  states: z.strictObject({
    assembling: z.strictObject({
      invoke: z.strictObject({
        src: z.literal('assemble'),
        input: z.strictObject({ threads: z.array(name).min(1) }),
      }),
      after: z.strictObject({ assembleMs: expiry }),
      on: z.strictObject({ 'world.assembled': z.literal('assembled') }),
    }),
    assembled: z.strictObject({ entry: compare, always: judged }),
    replaying: z.strictObject({ initial: name.optional(), states: z.record(name, step) }),
    reproduced: ending('reproduced', 'reproduced'),
    refused: ending('refused', 'refused'),
    diverged: ending('diverged', 'diverged'),
    timedOut: ending('timedOut', 'timed-out'),
    crashed: ending('crashed', 'crashed'),
    error: ending('error', 'error'),
  }),
})

export const verdictSchema = z.enum(verdicts)
export type Verdict = (typeof verdicts)[number]
export type MachineDefinition = z.infer<typeof definitionSchema>
export type StepDefinition = z.infer<typeof step>
export type CompareDefinition = z.infer<typeof compare>
export type Judgement = z.infer<typeof judged>
export type RoundJudgement = z.infer<typeof judgedRound>
