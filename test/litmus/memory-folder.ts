import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { memoryFolder } from '../../src/litmus/check-memory.js'

/** A copy of spec/memory with one text replaced in one file, removed after the test. */
export function mutated(file: string, text: string, by: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(memoryFolder, folder, { recursive: true })
  const before = readFileSync(join(folder, file), 'utf8')
  if (before.split(text).length !== 2) throw new Error(`expected ${text} once in ${file}`)
  writeFileSync(
    join(folder, file),
    before.replace(text, () => by),
  )
  return folder
}
