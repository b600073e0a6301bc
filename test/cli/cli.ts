import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { expect, onTestFinished } from 'vitest'
import { packageRoot } from '../../src/core/package-root.js'
import { Family } from './family.js'

export const cli = join(packageRoot, 'dist/cli.js')

export type RunOptions = {
  env?: Record<string, string>
  /** What runs the CLI, for example `['unshare', '--user']`. */
  under?: readonly string[]
  deadlineMs?: number
}

export type Ended = {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  /** Both, for messages that may be on either. */
  all: string
  seconds: number
}

/** A temporary folder for one test, removed with what is in it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the CLI to its end, and expects no stack trace and no leftovers. */
export async function peerup(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const run = startPeerup(args, options)
  const ended = await run.ended
  expect(ended.all.split('\n').filter((line) => line.startsWith('    at '))).toEqual([])
  expect(ended.signal).toBe(null)
  run.family.expectGone()
  return ended
}

export type Running = {
  pid: number
  family: Family
  kill(signal: NodeJS.Signals): void
  /** Resolves once the output so far matches; rejects if the CLI ends before. */
  until(pattern: RegExp): Promise<void>
  ended: Promise<Ended>
}

/** Starts the CLI with a temporary directory of its own. */
export function startPeerup(args: readonly string[], options: RunOptions = {}): Running {
  const { env = {}, under = [], deadlineMs = 50_000 } = options
  const family = new Family()
  const start = performance.now()
  const [command = '', ...words] = [...under, process.execPath, cli, ...args]
  const subprocess = execa(command, words, {
    cwd: packageRoot,
    env: { ...family.env, FORCE_COLOR: '0', ...env },
    stdin: 'ignore',
    reject: false,
    all: true,
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  })
  onTestFinished(async () => {
    subprocess.kill('SIGKILL')
    await subprocess
    family.dispose()
  })
  family.watch(subprocess.pid ?? 0)
  const ended = subprocess.then(({ exitCode, signal, stdout, stderr, all, timedOut }) => {
    if (timedOut) throw new Error(`expected an end within ${deadlineMs} ms, got: ${all}`)
    const seconds = (performance.now() - start) / 1000
    return { code: exitCode ?? null, signal: signal ?? null, stdout, stderr, all, seconds }
  })
  const until = awaiting(subprocess.all, ended)
  return {
    pid: subprocess.pid ?? 0,
    family,
    kill: (signal) => void subprocess.kill(signal),
    until,
    ended,
  }
}

function awaiting(output: Readable, ended: Promise<Ended>): Running['until'] {
  let written = ''
  const listeners = new Set<() => void>()
  output.on('data', (chunk: Buffer | string) => {
    written += chunk.toString()
    for (const listener of [...listeners]) listener()
  })
  return (pattern) => {
    const match = new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(written)) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
    const noMatch = ended.then(({ all }) => {
      if (!pattern.test(all)) throw new Error(`expected ${pattern}, the CLI ended with: ${all}`)
    })
    return Promise.race([match, noMatch])
  }
}

export const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

export const entries = (folder: string): string[] => readdirSync(folder).sort()
