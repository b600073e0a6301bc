import type { TlcRequest } from './command.js'
import { configText } from './config.js'

/** What a run of TLC is to answer: definitions over a module of the specification, and claims. */
export type ModuleDefinition = {
  specFolder: string
  /** The module made for this run, and the one that it extends. */
  name: string
  base: string
  definitions: readonly string[]
  constants: { readonly [name: string]: string }
  specification: string
  invariants?: readonly string[]
  properties?: readonly string[]
  /** More than one only where it does not matter which counterexample is found. */
  workers?: number
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
}

/** The request for a run over a module of its own, which no file holds. */
export function moduleRequest({
  specFolder,
  name,
  base,
  definitions,
  ...asked
}: ModuleDefinition): TlcRequest {
  const { constants, specification, invariants = [], properties = [] } = asked
  const { workers = 1, deadlock } = asked
  const lines = [`---- MODULE ${name} ----`, `EXTENDS ${base}`, ...definitions, '====', '']
  return {
    specFolder,
    module: name,
    modules: { [`${name}.tla`]: lines.join('\n') },
    config: configText({ constants, specification, invariants, properties }),
    workers,
    deadlock,
  }
}

/** A record as TLA+ writes it. */
export function tlaRecord(record: { readonly [field: string]: string | number | boolean }): string {
  const fields = Object.entries(record).map(([name, value]) => `${name} |-> ${literal(value)}`)
  return `[${fields.join(', ')}]`
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return tlaString(value)
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value)
}

/** A string as TLA+ writes it. */
export const tlaString = (text: string): string => JSON.stringify(text)
