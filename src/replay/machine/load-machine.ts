import { type EventObject, fromCallback, setup } from 'xstate'
import { z } from 'zod'
import { PeerupError, type Where } from '../../core/error.js'
import { explainIssue } from '../../core/explain-issue.js'
import { inconsistencies } from './consistency.js'
import type { Conclusion, Context, CurrentStep, MachineEvent } from './context.js'
import {
  type CompareDefinition,
  definitionSchema,
  type MachineDefinition,
  verdictSchema,
} from './definition.js'

export type AssembleInput = { threads: string[] }
export type StandingInput = { performer: string; action: string }
export type ReleaseInput = StandingInput & { stimulus?: string }

export type ReplayMachine = ReturnType<typeof machineFrom>

/**
 * The machine of a definition, ready for `provide` with the actors, actions and guards that replay
 * it. Throws a PeerupError `trace` that says where the definition is invalid.
 */
export function loadMachine(definition: unknown, where: Where = {}): ReplayMachine {
  return machineFrom(parseMachine(definition, where))
}

/** Validates a definition: its types, and that its steps are numbered and lead to one another. */
export function parseMachine(data: unknown, where: Where = {}): MachineDefinition {
  const parsed = definitionSchema.safeParse(data)
  if (!parsed.success) {
    throw new PeerupError('trace', explainIssue(parsed.error, data).message, { where })
  }
  const [problem] = inconsistencies(parsed.data)
  if (problem === undefined) return parsed.data
  throw new PeerupError('trace', `at ${problem.path.join('.')}: ${problem.message}`, { where })
}

/** Reports a forgotten implementation, which XState would pass over. */
function missing(name: string): never {
  throw new Error(`expected an implementation of ${name}, got none`)
}

const blank = setup({
  types: {
    context: {} as Context,
    events: {} as MachineEvent,
    output: {} as Conclusion,
  },
  actors: {
    assemble: fromCallback<EventObject, AssembleInput>(() => missing('assemble')),
    standing: fromCallback<EventObject, StandingInput>(() => missing('standing')),
    ready: fromCallback<EventObject, StandingInput>(() => missing('ready')),
    release: fromCallback<EventObject, ReleaseInput>(() => missing('release')),
    perform: fromCallback<EventObject, StandingInput>(() => missing('perform')),
  },
  actions: {
    begin: (_, _step: CurrentStep) => missing('begin'),
    compare: (_, _expected: CompareDefinition['params']) => missing('compare'),
    countRound: () => missing('countRound'),
    refuse: () => missing('refuse'),
    expire: (_, _params: { withinMs: number }) => missing('expire'),
    fail: () => missing('fail'),
  },
  guards: {
    agrees: () => missing('agrees'),
    strayed: () => missing('strayed'),
    goesRound: (_, _params: { rounds: number }) => missing('goesRound'),
  },
})

const outputOfEnding = z.object({ verdict: verdictSchema })

/**
 * The machine of a definition that `parseMachine` or `machineOf` returned. JSON carries no functions
 * and `provide` takes no `output`, so this adds it.
 */
export function machineFrom(definition: MachineDefinition) {
  const output = ({
    context,
    event,
  }: {
    context: Context
    event: { output: unknown }
  }): Conclusion => ({
    ...context,
    ...outputOfEnding.parse(event.output),
  })
  // The schema has validated what XState's types would check of a literal.
  const config = { ...definition, output } as unknown as Parameters<typeof blank.createMachine>[0]
  return blank.createMachine(config)
}
