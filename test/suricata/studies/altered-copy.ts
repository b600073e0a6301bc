import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Replaces the only occurrence of `from` in a file by `to`. */
export type Alteration = { file: string; from: string; to: string }

/** A copy of a folder with one alteration, which the end of the test removes. */
export function alteredCopy(source: string, { file, from, to }: Alteration): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-altered-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(source, folder, { recursive: true })
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`expected ${from} once in ${file}`)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
  return folder
}
