import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { describe, onTestFinished } from 'vitest'
import { whyNotExecutable } from '../../../src/process/executable.js'

const debianEngine = '/usr/bin/suricata'

/** The engine to test: $PEERUP_SURICATA, where an empty value means none, else Debian's; empty without an engine. */
export const engine = findEngine(process.env.PEERUP_SURICATA)

function findEngine(named: string | undefined): string {
  if (named === undefined) return whyNotExecutable(debianEngine) === null ? debianEngine : ''
  if (named === '') return ''
  const why = whyNotExecutable(named)
  if (why === null) return named
  // Debian's engine must not be tested in place of the named one.
  throw new Error(`expected a program at $PEERUP_SURICATA, got ${named}: ${why}`)
}

/** Tests of a real engine, perhaps of a `kind` only. Without such an engine they are skipped, and their name says why. */
export function describeEngine(name: string, tests: () => void, kind = { is: true, of: '' }): void {
  const none = `no $PEERUP_SURICATA, and no ${debianEngine}`
  const why = engine === '' ? none : kind.is ? '' : `${engine} is none of ${kind.of}`
  describe.skipIf(why !== '')(why === '' ? name : `${name} (skipped: ${why})`, tests)
}

/** A temporary folder for one test, removed at its end. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'peerup-suricata-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A file for one test, removed at its end. */
export function file(content: string | Buffer, mode = 0o755): string {
  const path = join(folder(), 'program')
  writeFileSync(path, content)
  // The mode of writeFileSync() is subject to the umask.
  chmodSync(path, mode)
  return path
}

export const script = (...lines: string[]): string => file(['#!/bin/sh', ...lines, ''].join('\n'))

/** Compiles a C program. */
export function compiled(source: string, flags: readonly string[] = []): string {
  const path = join(folder(), 'compiled')
  execaSync('cc', ['-x', 'c', '-', '-o', path, ...flags], { input: source })
  return path
}

export const staticProgram = (says = '') =>
  compiled(`#include <stdio.h>\nint main(void) { puts("${says}"); return 3; }\n`, ['-static'])

/**
 * The engine with a test library, compiled from `source`, preloaded after peerup's: the calls of peerup's
 * library reach the test library. So the engine can misbehave without another build.
 */
export function engineWith(source: string): string {
  const library = compiled(source, ['-shared', '-fPIC', '-O1', '-ldl'])
  return script(`LD_PRELOAD="\${LD_PRELOAD:+$LD_PRELOAD:}${library}" exec ${engine} "$@"`)
}

/**
 * The engine with a test library preloaded before peerup's: the engine's calls reach the test library, and those
 * of the test library reach peerup's. So the engine makes other calls without another build.
 */
export function engineCalling(source: string): string {
  const library = compiled(source, ['-shared', '-fPIC', '-O1'])
  return script(`LD_PRELOAD="${library}\${LD_PRELOAD:+:$LD_PRELOAD}" exec ${engine} "$@"`)
}
