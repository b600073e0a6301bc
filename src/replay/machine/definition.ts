import { z } from 'zod'
import { valueSchema } from '../../core/decode-value.js'

/**
 * A replay as an XState v5 machine, in JSON: the contents of `NAME.machine.json`, which any XState
 * viewer opens. It names the actors, actions and guards that the replay provides. The deadlines are
 * numbers: XState takes a named delay without an implementation as none, and would time out at once.
 * The transitions are the ones of `../verdict.ts`, and the schema admits no others.
 */
export const machineFormat = 'peerup-machine/2'

const name = z.string().min(1)

const currentStep = z.strictObject({
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

/** The transitions after a comparison, in this order; the last one has no guard. */
const judgement = z.tuple([
  z.strictObject({ guard: z.literal('agrees'), target: name }),
  strayed,
  diverged,
])

/** How many rounds of a loop must agree before the replay takes it to be endless. */
export const roundsOfLoop = 3

/** The transitions after the step that closes a loop: another round, or the end. */
const roundJudgement = z.tuple([
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

/** One transition, whose key is `withinMs`. */
const deadline = z.record(
  name,
  z.strictObject({
    target: z.literal('#timedOut'),
    actions: z.strictObject({
      type: z.literal('expire'),
      params: z.strictObject({ withinMs: z.number().positive() }),
    }),
  }),
)

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
  entry: z.strictObject({ type: z.literal('begin'), params: currentStep }),
  after: deadline,
  initial: z.literal('parked'),
  states: z.strictObject({
    parked,
    released,
    observed: z.strictObject({ entry: compare, always: z.union([judgement, roundJudgement]) }),
  }),
})

const verdicts = ['reproduced', 'refused', 'diverged', 'timed-out', 'crashed', 'error'] as const

const ending = <I extends string, V extends Verdict>(id: I, verdict: V) =>
  z.strictObject({
    id: z.literal(id),
    type: z.literal('final'),
    output: z.strictObject({ verdict: z.literal(verdict) }),
  })

/** An event that no step waits for ends the replay: XState would drop it. */
const eventVerdicts = z.strictObject({
  'driver.crashed': z.strictObject({ target: z.literal('#crashed'), actions: z.literal('fail') }),
  'driver.failed': z.strictObject({ target: z.literal('#error'), actions: z.literal('fail') }),
  'xstate.error.*': z.strictObject({ target: z.literal('#error'), actions: z.literal('fail') }),
  '*': z.strictObject({ target: z.literal('#refused'), actions: z.literal('refuse') }),
})

export const definitionSchema = z.strictObject({
  id: name,
  description: z.string(),
  meta: z.strictObject({
    format: z.literal(machineFormat),
    model: name,
    variant: name,
    scenario: name,
    topology: name,
    property: name,
    features: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
    tlc: name,
  }),
  context: z.strictObject({
    /** State `entry` follows state `last`; the two are equal if no thread can take a step. */
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
  on: eventVerdicts,
  states: z.strictObject({
    assembling: z.strictObject({
      invoke: z.strictObject({
        src: z.literal('assemble'),
        input: z.strictObject({ threads: z.array(name).min(1) }),
      }),
      after: deadline,
      on: z.strictObject({ 'driver.assembled': z.literal('assembled') }),
    }),
    assembled: z.strictObject({ entry: compare, always: judgement }),
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
export type Deadline = z.infer<typeof deadline>
export type EventVerdicts = z.infer<typeof eventVerdicts>
export type Judgement = z.infer<typeof judgement>
export type RoundJudgement = z.infer<typeof roundJudgement>
