import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { checkModel } from '../../src/check/check-model.js'
import { modelOf, readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import type { Trace } from '../../src/core/trace.js'
import { readTrace, writeTrace } from '../../src/core/trace-file.js'
import { findJar } from '../../src/tlc/jar.js'

export const specFolder = join(packageRoot, 'spec')
export const mappingFile = join(specFolder, 'mapping.json')
export const lostUpdate = join(packageRoot, 'examples/lost-update')

/** The smallest models, on the command line. */
export const smallest = ['--scenario', 'clean-start', '--pairs', '1', '--threads', '1']

/** How many rows each model has. */
export const propertyCount = Object.keys(readSpecification(specFolder).manifest.properties).length

/** A trace of the tree. */
export const committedTrace = (name: string): Trace =>
  readTrace(join(packageRoot, 'traces', `${name}.itf.json`), readSpecification(specFolder).mapping)

/** The ITF file of a counterexample: the committed one, or TLC finds it now. */
export async function counterexample(
  model: string,
  property: string,
  spec = specFolder,
): Promise<string> {
  const name = `${model}.${property}.itf.json`
  const committed = join(spec === specFolder ? packageRoot : spec, 'traces', name)
  if (existsSync(committed)) return committed
  const file = join(folder(), name)
  if (existsSync(file)) return file
  const specification = readSpecification(spec)
  const [variant = '', scenario = '', topology = ''] = model.split('.')
  const whole = modelOf(specification.manifest, { variant, scenario, topology })
  const { traces } = await checkModel(
    specification,
    { ...whole, properties: whole.properties.filter((one) => one.property === property) },
    { jar: await findJar(), deep: false },
  )
  const [trace] = traces
  if (trace === undefined) throw new Error(`expected ${property} of ${model} to be violated`)
  writeTrace(file, trace)
  return file
}

let own: string | undefined

/** For this test file; removed after its last test. */
function folder(): string {
  own ??= mkdtempSync(join(tmpdir(), 'peerup-traces-'))
  return own
}

afterAll(() => {
  if (own !== undefined) rmSync(own, { recursive: true, force: true })
})

type Fields = { [name: string]: unknown }

/** An ITF file's states, as much of them as the tests alter. */
export type ItfState = Fields & {
  '#meta': { index: number; performer?: string; action?: string }
  pc: { [thread: string]: string }
}
export type ItfFile = Fields & { '#meta': Fields; vars: string[]; states: ItfState[] }

/** Writes an altered copy of a trace to `target` and returns that. */
export function altered(file: string, target: string, alter: (itf: ItfFile) => void): string {
  const itf = JSON.parse(readFileSync(file, 'utf8')) as ItfFile
  alter(itf)
  writeFileSync(target, JSON.stringify(itf))
  return target
}

export function stateAt(itf: ItfFile, index: number): ItfState {
  const state = itf.states[index]
  if (state === undefined) throw new Error(`expected a state ${index}`)
  return state
}

/** Numbers the states anew, after some were added or taken out. */
export function renumber(itf: ItfFile): void {
  for (const [index, state] of itf.states.entries()) state['#meta'].index = index
}
