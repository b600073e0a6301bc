import type { TlcRequest } from './command.js'
import { configText } from './config.js'

/** A generated module for one run of TLC, and the claims to check. */
export type ModuleDefinition = {
  specFolder: string
  /** The generated module, and the modules of the specification that it extends. */
  name: string
  base: string
  /** Modules from other folders, by file name. */
  modules?: { readonly [file: string]: string }
  definitions: readonly string[]
  constants: { readonly [name: string]: string }
  specification: string
  invariants?: readonly string[]
  properties?: readonly string[]
  /** What TLC tells states apart by; by default all variables. */
  view?: string
  /** 1 by default: several workers find any counterexample, not always a shortest one. */
  workers?: number
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
}

/** The request for a run over a generated module. */
export function moduleRequest({
  specFolder,
  name,
  base,
  modules = {},
  definitions,
  ...claims
}: ModuleDefinition): TlcRequest {
  const { constants, specification, invariants = [], properties = [], view } = claims
  const { workers = 1, deadlock } = claims
  const lines = [`---- MODULE ${name} ----`, `EXTENDS ${base}`, ...definitions, '====', '']
  return {
    specFolder,
    module: name,
    modules: { ...modules, [`${name}.tla`]: lines.join('\n') },
    config: configText({ constants, specification, invariants, properties, view }),
    workers,
    deadlock,
  }
}

/** A record in TLA+ syntax. */
export function tlaRecord(record: { readonly [field: string]: string | number | boolean }): string {
  const fields = Object.entries(record).map(([name, value]) => `${name} |-> ${literal(value)}`)
  return `[${fields.join(', ')}]`
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return tlaString(value)
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value)
}

/** A string in TLA+ syntax. */
export const tlaString = (text: string): string => JSON.stringify(text)
