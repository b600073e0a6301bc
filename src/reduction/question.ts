import { type Manifest, modelOf, type Specification } from '../mapping/manifest.js'
import { configText } from '../tlc/config.js'
import type { TlcRequest } from '../tlc/run.js'

const root = 'Asked'

/** What a run of TLC is to answer: definitions over a module of the specification, and claims. */
export type Question = {
  over: string
  definitions: readonly string[]
  constants: Record<string, string>
  specification: string
  invariants?: readonly string[]
  properties?: readonly string[]
  /** More than one only where it does not matter which counterexample is found. */
  workers?: number
}

/** The request to TLC that asks a question. */
export function request(specification: Specification, question: Question): TlcRequest {
  const { over, definitions, constants, invariants = [], properties = [], workers = 1 } = question
  const module = [`---- MODULE ${root} ----`, `EXTENDS ${over}`, ...definitions, '====', '']
  return {
    specFolder: specification.folder,
    module: root,
    modules: { [`${root}.tla`]: module.join('\n') },
    config: configText({
      constants,
      specification: question.specification,
      invariants,
      properties,
    }),
    workers,
    // A thread that waits for ever, and a guide at its end, are no errors.
    deadlock: false,
  }
}

/** The constants of the model in any scenario of the manifest, to be replaced. */
export function constantsOf(manifest: Manifest, variant: string, topology: string) {
  const [scenario = ''] = Object.keys(manifest.scenarios)
  return modelOf(manifest, { variant, scenario, topology }).constants
}
