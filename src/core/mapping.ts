import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { PeerupError } from './error.js'
import { featureRecord } from './features.js'
import { mappingProblems } from './mapping-problems.js'

/**
 * The mapping is the data that ties a specification to a program: who performs each action, how
 * values of the model and of the program correspond, how a step is told in words, and how the
 * program is started. With it the pipeline needs to know nothing of what is modelled.
 */

/** `gate`: a thread, at the gate of that name. `driver`: the replay itself. `hardware`: never replayed. */
const performer = z.enum(['gate', 'driver', 'hardware'])

/**
 * How a step is told. The first arrow whose conditions hold is taken: `if` compares features of the
 * variant, `next` the performer's next action. `to` is the lifeline it goes to, `of` a relation
 * (`peer`) when that is another thread's. In a text, `{self}` is the performer, `{turn}` or
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
  /** Only in variants with these features it ever waits. */
  waitsIf: featureRecord.optional(),
  /** What the driver must bring about before a release that leads the performer to one of `next`: a frame, say. */
  stimulus: z.strictObject({ name: z.string(), next: z.array(z.string()).min(1) }).optional(),
  /** Of a driver's action, and needed there: what its performer's entry in `environment` is afterwards. */
  sets: z.string().optional(),
  /** Where the state says how the step ended, as `sent.self.result`: `ok`, or the name of an errno. */
  outcome: z.string().optional(),
  /** Where the modelled program does it. */
  function: z.string(),
  /** The library call at which a program that is not ours can be stopped before it; without one it is inferred. */
  call: z.string().optional(),
  /** How long that call would wait by itself, such as `500 ms`: a release ends it at once. */
  timeOut: z.string().optional(),
  /** What it does there, in one sentence. */
  meaning: z.string(),
  arrows: z.array(arrow).min(1),
})

/**
 * Numbers that model and program give independently: they correspond one to one, from when each is
 * first seen. Paths name where they stand: `peer.*.socket`; `descriptor.#key` are a function's keys.
 */
const bijection = z.strictObject({
  fixed: z.array(z.tuple([z.number(), z.number()])),
  paths: z.array(z.string()),
})

const lifeline = z.strictObject({
  id: z.string(),
  /** `thread`: one for each thread; then the title may say `{self}`. */
  each: z.literal('thread').optional(),
  title: z.string(),
})

/** A box around a performer's actions from one to the other. */
const box = z.strictObject({ from: z.string(), to: z.string(), text: z.string() })

/** Rewrites a thread's name into the related one; the first pattern that matches counts. */
const relation = z.array(z.strictObject({ match: z.string(), is: z.string() })).min(1)

const fields = z.strictObject({
  format: z.literal('peerup-mapping/1'),
  about: z.string(),
  /** The variable that maps each thread to the action it does next. */
  control: z.string(),
  /** The variable whose keys (interfaces, say) the driver acts for, and whose values its actions set. */
  environment: z.string().optional(),
  /** Variables that only keep the model finite: the program has none such, nothing is compared. */
  bounds: z.array(z.string()).default([]),
  /** Variables that cannot be seen in a program that is not ours. */
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
  }),
})

const mappingSchema = fields.superRefine((mapping, context) => {
  for (const { path, message } of mappingProblems(mapping)) {
    context.addIssue({ code: 'custom', path, message })
  }
})

export type Mapping = z.infer<typeof mappingSchema>
export type Action = z.infer<typeof action>
export type Arrow = z.infer<typeof arrow>
export type Lifeline = z.infer<typeof lifeline>

/** Reads and checks a mapping; throws `mapping` errors that name the file and the field. */
export function readMapping(file: string): Mapping {
  return parseMapping(readJson(file, 'mapping'), file)
}

/** The same of what is read already; `file` is named in errors. */
export function parseMapping(data: unknown, file: string): Mapping {
  const parsed = mappingSchema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new PeerupError('mapping', `expected a mapping, got: ${z.prettifyError(parsed.error)}`, {
    where: { file },
  })
}

/** The thread that `name` (say `peer`) relates `thread` to. */
export function related(mapping: Mapping, name: string, thread: string): string {
  for (const { match, is } of mapping.relations[name] ?? []) {
    const pattern = new RegExp(match)
    if (pattern.test(thread)) return thread.replace(pattern, is)
  }
  throw new PeerupError('mapping', `expected a relation "${name}" of ${thread}, found none`)
}

/** The trace of 24 threads has 3 MB: of more, hundreds of MB say, nobody would see the end. */
const mostBytes = 64 * 1024 * 1024

function expectSmall(file: string, code: 'mapping' | 'trace'): void {
  const { size } = statSync(file)
  if (size <= mostBytes) return
  throw new PeerupError(code, `expected at most ${mostBytes} bytes, got ${size}`, {
    where: { file },
  })
}

/** Reads a JSON file that a person named; unreadable or not JSON is an error with the given code. */
export function readJson(file: string, code: 'mapping' | 'trace'): unknown {
  let text: string
  try {
    expectSmall(file, code)
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof PeerupError) throw cause
    throw new PeerupError('usage', `expected a readable file, got: ${(cause as Error).message}`, {
      where: { file },
      cause,
    })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PeerupError(code, `expected JSON, got: ${(cause as Error).message}`, {
      where: { file },
      cause,
    })
  }
}
