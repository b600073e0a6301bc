import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { specFolder } from '../check/traces.js'
import { scratch } from './cli.js'

export type AlteredManifest = {
  variants: { [name: string]: { constants: { [name: string]: string } } }
  expectations: { property: string; expected: string; variants: string[] }[]
  models: {
    variant: string
    topology: string
    states: number
    counterexamples: { [property: string]: number }
  }[]
}

/** A copy of spec/ with an altered manifest. */
export function specWith(alter: (manifest: AlteredManifest) => void): string {
  const folder = join(scratch(), 'spec')
  cpSync(specFolder, folder, { recursive: true })
  const file = join(folder, 'models.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as AlteredManifest
  alter(manifest)
  writeFileSync(file, JSON.stringify(manifest))
  return folder
}
