import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { counterexample, mappingFile } from '../check/traces.js'
import { peerup, scratch } from './cli.js'

let trace: string
beforeAll(async () => {
  trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
})

describe('a mapping', () => {
  /** A copy of the mapping with another value for a field, or without the field. */
  function mapping(name: string, value?: unknown): string {
    const file = join(scratch(), 'mapping.json')
    const data = JSON.parse(readFileSync(mappingFile, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...data, [name]: value }))
    return file
  }

  it.each<[string, () => string, string]>([
    ['that is no JSON', () => 'README.md', 'invalid JSON: '],
    ['of another version', () => mapping('format', 'peerup-mapping/9'), 'peerup-mapping/1'],
    ['with an unknown field', () => mapping('colour', 'red'), 'colour'],
    ['without actions', () => mapping('actions'), 'actions'],
  ])('%s is refused with its file', async (_, make, message) => {
    const file = make()
    const { code, stderr } = await peerup(['replay', trace, '--mapping', file])
    expect(code).toBe(1)
    expect(stderr.startsWith(`peerup: mapping: ${file}: `)).toBe(true)
    expect(stderr).toContain(message)
  })

  it('of something else is refused at the first step that it does not know', async () => {
    const file = 'examples/lost-update/mapping.json'
    const { code, stderr } = await peerup(['replay', trace, '--mapping', file])
    expect(code).toBe(1)
    expect(stderr).toContain(`${trace}, state 1: expected an action of the mapping, got WaitTurn`)
  })
})
