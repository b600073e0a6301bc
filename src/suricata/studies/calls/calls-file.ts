import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { featureRecord } from '../../../core/features.js'
import type { Mapping } from '../../../core/mapping.js'
import { readValidated } from '../study-file.js'

/** The phases of a capture thread (native/calls/thread.h), in their order. */
export const phases = [
  'opening',
  'ring',
  'publication',
  'barrier',
  'loop',
  'down',
  'reopen',
  'end',
] as const

const phase = z.enum(phases)

const programs = ['engine', 'forwarder'] as const
export type ProgramKind = (typeof programs)[number]

const entry = z
  .strictObject({
    call: z.string(),
    /** What distinguishes it from other calls of the function; empty if nothing does. */
    flags: z.string().default(''),
    phases: z.array(phase).min(1),
    /** Only variants with these features make it. */
    if: featureRecord.optional(),
    /** The action of the specification that stands for it. */
    action: z.string().optional(),
    /** Why no action stands for it. */
    none: z.string().optional(),
    /** The one program that makes it, and why the other one does not. */
    only: z.enum(programs).optional(),
    because: z.string().optional(),
    /** Why a run may lack it. */
    sometimes: z.string().optional(),
  })
  .refine(({ action, none }) => (action === undefined) !== (none === undefined), {
    error: 'expected either an action or, under "none", the reason why none stands for it',
  })
  .refine(({ only, because }) => (only === undefined) === (because === undefined), {
    error: 'expected "only" and "because" together',
  })

const schema = z.strictObject({
  format: z.literal('peerup-calls/1'),
  about: z.string(),
  calls: z.array(entry),
  /** Actions that an unmodified program stops at, and why no run of the record comes to their calls. */
  unrecorded: z.record(z.string(), z.string()),
  /** What the record cannot see. */
  unseen: z.array(z.string()),
})

export type CallsTable = z.infer<typeof schema>
export type CallEntry = z.infer<typeof entry>

export const callsFile = (folder: string): string => join(folder, 'calls.json')
export const hasCalls = (folder: string): boolean => existsSync(callsFile(folder))

/**
 * Reads `calls.json` of a specification's folder. Throws a PeerupError `mapping` if its content is wrong, if it
 * lists a call twice, or if its actions and those that the mapping anchors at calls differ.
 */
export function readCalls(folder: string, mapping: Mapping): CallsTable {
  const file = callsFile(folder)
  const table = readValidated(schema, { file, expected: 'a table of calls' })
  const problem = problemOf(table, mapping)
  if (problem !== null) throw new PeerupError('mapping', problem, { where: { file } })
  return table
}

function problemOf({ calls, unrecorded }: CallsTable, { actions }: Mapping): string | null {
  const keys = calls.flatMap((one) =>
    one.phases.map((where) => `${one.call} ${one.flags} in ${where}${ifText(one)}`),
  )
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) return `expected each call once, got twice: ${twice}`
  const named = new Set([
    ...calls.flatMap(({ action }) => (action === undefined ? [] : [action])),
    ...Object.keys(unrecorded),
  ])
  const unknown = [...named].find((action) => actions[action]?.performer !== 'gate')
  if (unknown !== undefined) return `expected actions that threads take, got ${unknown}`
  const missing = Object.entries(actions).find(
    ([name, { call }]) => call !== undefined && !named.has(name),
  )
  return missing === undefined
    ? null
    : `expected a call, or a reason under "unrecorded", for ${missing[0]}, which the mapping anchors at ${missing[1].call}`
}

/** The features of the variants that make the call, in words. */
export const ifText = ({ if: features = {} }: Pick<CallEntry, 'if'>): string =>
  Object.entries(features)
    .map(([feature, value]) => `, if ${feature} = ${value}`)
    .join('')
