import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { areCommitted } from '../../../../src/suricata/studies/claims/committed-observations.js'

const facts = { answers: 'ENOTSOCK', failed: 3, warnings: 1, warnedBeforeStarted: true }
const observations = [{ name: 'early', facts: { ...facts, thenAnswer: 'ok' } }]

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'peerup-observations-test-'))
  mkdirSync(join(root, 'docs/measured'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (text: string) => writeFileSync(join(root, 'docs/measured/observations.json'), text)

describe('observations', () => {
  it('are committed if the file has the same facts, with any date', () => {
    write(JSON.stringify({ date: '2026-11-23', observations }))
    expect(areCommitted(root, observations)).toBe(true)
  })

  it.each([
    ['does not exist', null],
    ['has another fact', JSON.stringify({ observations: [{ ...observations[0], name: 'x' }] })],
    ['cannot be read', '{'],
    ['has other fields', '[]'],
  ])('are not committed if the file %s', (_, text) => {
    if (text !== null) write(text)
    expect(areCommitted(root, observations)).toBe(false)
  })
})
