import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { describe, onTestFinished } from 'vitest'

const debians = '/usr/bin/suricata'

/** The engine to test with: $PEERUP_SURICATA, empty for none, or else Debian's; empty if there is none. */
export const engine = find(process.env.PEERUP_SURICATA)

function find(named: string | undefined): string {
  if (named === undefined) return executable(debians) ? debians : ''
  if (named === '' || executable(named)) return named
  // Another one than was named would pass for it.
  throw new Error(`expected a program at $PEERUP_SURICATA, found none at ${named}`)
}

/** Tests of a real engine; without one, or without one like that, they are skipped, and their name says why. */
export function describeEngine(name: string, tests: () => void, kind = { is: true, of: '' }): void {
  const none = `no $PEERUP_SURICATA, and no ${debians}`
  const why = engine === '' ? none : kind.is ? '' : `${engine} is none of ${kind.of}`
  describe.skipIf(why !== '')(why === '' ? name : `${name} (skipped: ${why})`, tests)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A temporary folder for one test, removed with what is in it. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'peerup-suricata-test-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** A file for one test. */
export function file(content: string | Buffer, mode = 0o755): string {
  const path = join(folder(), 'program')
  writeFileSync(path, content)
  // writeFileSync() minds the umask.
  chmodSync(path, mode)
  return path
}

export const script = (...lines: string[]): string => file(['#!/bin/sh', ...lines, ''].join('\n'))

/** A program of a few lines of C. */
export function compiled(source: string, flags: readonly string[] = []): string {
  const path = join(folder(), 'compiled')
  execaSync('cc', ['-x', 'c', '-', '-o', path, ...flags], { input: source })
  return path
}

export const staticProgram = (says = '') =>
  compiled(`#include <stdio.h>\nint main(void) { puts("${says}"); return 3; }\n`, ['-static'])

/**
 * The engine, with a library of ours behind the preloaded one: what that calls is what this gives it. So
 * an engine that behaves otherwise needs no other build.
 */
export function engineWith(source: string): string {
  const library = compiled(source, ['-shared', '-fPIC', '-O1', '-ldl'])
  return script(`LD_PRELOAD="\${LD_PRELOAD:+$LD_PRELOAD:}${library}" exec ${engine} "$@"`)
}
