import { z } from 'zod'
import { featureRecord } from './features.js'

/**
 * The mapping is the data that ties a specification to a program: the performer of each action, the
 * correspondence of the values, the words for each step, and the program's command. So the pipeline
 * itself knows nothing of the modelled subject.
 */

/** `gate`: a thread, at the gate of that name. `driver`: the replay itself. `hardware`: never replayed. */
const performer = z.enum(['gate', 'driver', 'hardware'])

/**
 * An arrow of the diagram. A step draws the first arrow whose conditions hold: `if` compares features
 * of the variant, `next` the performer's next action. The arrow ends at lifeline `to`; the relation
 * `of` (`peer`) makes it another thread's. In a text, `{self}` is the performer, `{turn}` or
 * `{ptv.self.socket}` a value after the step, `{before.turn}` one before it.
 */
const arrow = z.strictObject({
  if: featureRecord.optional(),
  next: z.string().optional(),
  kind: z.enum(['read', 'write', 'call', 'note']),
  to: z.string().optional(),
  of: z.string().optional(),
  text: z.string(),
})

const action = z.strictObject({
  performer,
  /** A waiting loop: it evaluates its condition once a release and may come back to its own gate. */
  waits: z.boolean().optional(),
  /** A thread stands there for good: no step has this name. */
  final: z.boolean().optional(),
  /** The action waits only in variants with these features. */
  waitsIf: featureRecord.optional(),
  /** The driver gives this (a frame, say) before a release that leads the performer to one of `next`. */
  stimulus: z.strictObject({ name: z.string(), next: z.array(z.string()).min(1) }).optional(),
  /** A driver's action needs this: its performer's value in `environment` after the step. */
  sets: z.string().optional(),
  /** The path of the step's result in the state, as `sent.self.result`: `ok` or the name of an errno. */
  outcome: z.string().optional(),
  /** The function of the modelled program that performs the action. */
  function: z.string(),
  /** The library call before which an unmodified program stops; an action without one is inferred. */
  call: z.string().optional(),
  /** How long that call waits without a driver, such as `500 ms`: a release ends it at once. */
  timeOut: z.string().optional(),
  /** What the function does in this action, in one sentence. */
  meaning: z.string(),
  arrows: z.array(arrow).min(1),
})

/**
 * Numbers that model and program choose independently. They correspond one to one, each pair from its
 * first occurrence. Paths name their places: `peer.*.socket`; `descriptor.#key` are a function's keys.
 */
const bijection = z.strictObject({
  fixed: z.array(z.tuple([z.number(), z.number()])),
  paths: z.array(z.string()),
})

const lifeline = z.strictObject({
  id: z.string(),
  /** `thread`: one lifeline for each thread; its title may contain `{self}`. */
  each: z.literal('thread').optional(),
  title: z.string(),
})

/** A box around a performer's actions `from` one `to` the other. */
const box = z.strictObject({ from: z.string(), to: z.string(), text: z.string() })

/** Rewrites a thread's name to the related thread's; the first matching pattern counts. */
const relation = z.array(z.strictObject({ match: z.string(), is: z.string() })).min(1)

/** The fields of `mapping.json`; `mappingProblems` checks how they depend on each other. */
export const mappingFields = z.strictObject({
  format: z.literal('peerup-mapping/1'),
  about: z.string(),
  /** The variable that maps each thread to its next action. */
  control: z.string(),
  /** The variable that the driver's actions set; its keys (interfaces, say) are their performers. */
  environment: z.string().optional(),
  /** Variables that only keep the model finite: the program lacks them, a replay compares none. */
  bounds: z.array(z.string()).default([]),
  /**
   * Variables that no snapshot holds, and the testbed's observation that shows each after the last step of a
   * replay, such as `{"group": "fanout-order"}`. It may show only some keys of a function.
   */
  observed: z.record(z.string(), z.string()).default({}),
  /** Variables that are invisible in an unmodified program. */
  unseen: z.array(z.string()).default([]),
  actions: z.record(z.string(), action),
  bijections: z.record(z.string(), bijection),
  relations: z.record(z.string(), relation),
  lifelines: z.array(lifeline),
  boxes: z.array(box),
  program: z.strictObject({
    /** Words may be `{variant}`, `{features}`, `{interfaces}`, `{threads}`; a path is relative to the mapping's folder. */
    command: z.array(z.string()).min(1),
    /** `veth`: the program forwards between veth pairs that the testbed makes. */
    network: z.enum(['veth', 'none']),
    /** How a picture tells what became of the program after a replay: `{"forwards": "it forwards"}`. */
    afterwards: z.record(z.string(), z.string()).default({}),
  }),
})

export type Mapping = z.infer<typeof mappingFields>
export type Action = z.infer<typeof action>
export type Arrow = z.infer<typeof arrow>
export type Lifeline = z.infer<typeof lifeline>
