import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readJson } from '../../src/core/read-json.js'

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-json-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'some.json')
  writeFileSync(path, text)
  return path
}

it('readJson parses a file', () => {
  expect(readJson(file('{"one": 1}'), 'trace')).toEqual({ one: 1 })
})

it('readJson refuses hundreds of megabytes without reading them', () => {
  const path = file('[')
  truncateSync(path, 200_000_000)
  expect(() => readJson(path, 'trace')).toThrow(
    expect.objectContaining({
      code: 'trace',
      message: 'expected at most 67108864 bytes, got 200000000',
      where: { file: path },
    }),
  )
})

it('readJson throws usage for an unreadable file', () => {
  expect(() => readJson('/no/such/file', 'trace')).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining('cannot read the file: ENOENT'),
      where: { file: '/no/such/file' },
    }),
  )
})
