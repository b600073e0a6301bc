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

/** Options that select the smallest models. */
export const smallest = ['--scenario', 'clean-start', '--pairs', '1', '--threads', '1']

/** The number of rows of each model. */
export const propertyCount = Object.keys(readSpecification(specFolder).manifest.properties).length

/** A committed trace. */
export const committedTrace = (name: string): Trace =>
  readTrace(join(packageRoot, 'traces', `${name}.itf.json`), readSpecification(specFolder).mapping)

/** The ITF file of a counterexample: the committed one, or else one that TLC finds now. */
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

let ownFolder: string | undefined

/** A folder of this test file; removed after its last test. */
function folder(): string {
  ownFolder ??= mkdtempSync(join(tmpdir(), 'peerup-traces-'))
  return ownFolder
}

afterAll(() => {
  if (ownFolder !== undefined) rmSync(ownFolder, { recursive: true, force: true })
})

type Fields = { [name: string]: unknown }

/** The fields of an ITF file's states that the tests alter. */
export type ItfState = Fields & {
  '#meta': { index: number; performer?: string; action?: string }
  pc: { [thread: string]: string }
}
export type ItfFile = Fields & { '#meta': Fields; vars: string[]; states: ItfState[] }

/** Writes an altered copy of a trace to `target`; returns `target`. */
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

/** Renumbers the states after an insertion or a deletion. */
export function renumber(itf: ItfFile): void {
  for (const [index, state] of itf.states.entries()) state['#meta'].index = index
}
