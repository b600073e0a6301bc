import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TlcExit } from '../../src/tlc/output/finished-run.js'
import {
  createOutputReader,
  type TlcResult,
  type TlcVerdict,
} from '../../src/tlc/output/read-output.js'

export const fixtureFolder = fileURLToPath(new URL('./fixtures/', import.meta.url))

export const dialects = ['maven', 'current'] as const
export type Dialect = (typeof dialects)[number]

export function captured(dialect: Dialect, phenomenon: string): string {
  return readFileSync(`${fixtureFolder}${dialect}/${phenomenon}.out`, 'utf8')
}

export function configOf(phenomenon: string): string {
  return readFileSync(`${fixtureFolder}${phenomenon}.cfg`, 'utf8')
}

export function exited(code: number, stderr = ''): TlcExit {
  return { code, signal: null, stderr }
}

/** The ending that was captured with an output. */
export function capturedEnding(dialect: Dialect, phenomenon: string): TlcExit {
  const lines = readFileSync(`${fixtureFolder}${dialect}/exit-codes.txt`, 'utf8').split('\n')
  const line = lines.find((candidate) => candidate.startsWith(`${phenomenon} `))
  if (line === undefined) throw new Error(`no exit code was captured for ${phenomenon}`)
  return exited(Number(line.split(' ')[1]))
}

export function read(output: string, ending: TlcExit, chunkLength = output.length): TlcResult {
  const reader = createOutputReader()
  for (let at = 0; at < output.length; at += chunkLength)
    reader.push(output.slice(at, at + chunkLength))
  return reader.end(ending)
}

export function readCaptured(dialect: Dialect, phenomenon: string): TlcResult {
  return read(captured(dialect, phenomenon), capturedEnding(dialect, phenomenon))
}

/** A violated verdict; throws for any other. */
export function violated(verdict: TlcVerdict) {
  if (verdict.kind !== 'violated') throw new Error(`expected a violation, got ${verdict.kind}`)
  return verdict
}
