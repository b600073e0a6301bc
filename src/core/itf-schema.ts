import { z } from 'zod'
import { valueSchema } from './decode-value.js'
import { featureRecord } from './features.js'
import type { FieldProblem } from './field-problem.js'

const text = z.string().min(1)

const meta = z.strictObject({
  format: z.literal('ITF'),
  'format-description': text,
  peerup: z.literal('peerup-trace/1'),
  model: text,
  variant: text,
  scenario: text,
  topology: text,
  property: text,
  features: featureRecord,
  tlc: text,
})

const stateMeta = z.strictObject({
  index: z.int().nonnegative(),
  performer: text.optional(),
  action: text.optional(),
})

/** A trace file in ITF (Informal Trace Format, of Apalache); `#meta` holds the fields that ITF lacks. */
export const itfSchema = z
  .strictObject({
    '#meta': meta,
    vars: z.array(text).min(1),
    loop: z.int().nonnegative().optional(),
    states: z.array(z.object({ '#meta': stateMeta }).catchall(valueSchema)).min(1),
  })
  .superRefine((itf, context) => {
    for (const { path, message } of problems(itf)) {
      context.addIssue({ code: 'custom', path, message })
    }
  })

export type Itf = z.infer<typeof itfSchema>

type Shape = {
  vars: string[]
  loop?: number | undefined
  states: { '#meta': z.infer<typeof stateMeta> }[]
}

/** Checks beyond the types: the order of the states, their variables, their steps, the loop. */
function* problems({ vars, loop, states }: Shape): Generator<FieldProblem> {
  for (const [index, { '#meta': meta, ...values }] of states.entries()) {
    const path = ['states', index]
    if (meta.index !== index) yield { path, message: `expected index ${index}, got ${meta.index}` }
    const names = Object.keys(values)
    const missing = vars.find((name) => !names.includes(name))
    if (missing !== undefined) yield { path, message: `variable ${missing} is missing` }
    const unknown = names.find((name) => !vars.includes(name))
    if (unknown !== undefined) {
      yield { path, message: `expected the variables ${vars.join(', ')}, got ${unknown} as well` }
    }
    const named = [meta.performer, meta.action].filter((name) => name !== undefined).length
    if (index === 0 && named > 0) yield { path, message: 'expected no step to state 0, got one' }
    if (index > 0 && named < 2) {
      yield { path, message: `expected a performer and an action, got ${JSON.stringify(meta)}` }
    }
  }
  if (loop !== undefined && loop >= states.length) {
    yield {
      path: ['loop'],
      message: `expected the index of one of ${states.length} states, got ${loop}`,
    }
  }
}
