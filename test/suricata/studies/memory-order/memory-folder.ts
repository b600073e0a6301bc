import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  checkMemoryOrder,
  memoryFolder,
} from '../../../../src/suricata/studies/memory-order/check-memory.js'
import { memoryRowIsAsExpected } from '../../../../src/suricata/studies/memory-order/result.js'
import { findJar } from '../../../../src/tlc/jar.js'

/** A copy of spec/memory with one text replaced in one file, removed after the test. */
function mutated(file: string, text: string, by: string): string {
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

export type Mutant = { file: string; text: string; by: string; family: string }

/** The rows of a family that are not as argued, once a text of the specification is another one. */
export async function caught({ file, text, by, family }: Mutant): Promise<string[]> {
  const folder = mutated(file, text, by)
  const { rows } = await checkMemoryOrder({ jar: await findJar(), folder, families: [family] })
  return rows
    .filter((row) => !memoryRowIsAsExpected(row))
    .map(({ orders, memory }) => `${orders} ${memory}`)
}

export const everywhere = ['sc', 'tso', 'relaxed', 'c11']
