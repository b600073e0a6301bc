import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ReplayResult, replayResult } from '../../src/report/results.js'
import { counterexample, lostUpdate, mappingFile } from '../check/traces.js'
import { type Ended, json, peerup, scratch } from './cli.js'

// The gates are those of examples/lost-update, which needs no network: threads a and b, both at Load.

const mapping = join(lostUpdate, 'mapping.json')

let trace: string
beforeAll(async () => {
  trace = await counterexample('load-store.once.two', 'NothingLost', lostUpdate)
})

type Replayed = Ended & { replay: ReplayResult['replay'] }

async function replay(program: string, deadline: number, env = {}): Promise<Replayed> {
  const file = join(scratch(), 'replay.json')
  const args = ['--mapping', mapping, '--program', program, '--deadline', String(deadline)]
  const ended = await peerup(['replay', trace, ...args, '--json', file], {
    env,
    deadlineMs: 20_000,
  })
  return { ...ended, replay: replayResult.parse(json(file)).replay }
}

const badly = (how: string, deadline = 10) =>
  replay('test/fixtures/bad-program.mjs', deadline, { BAD_PROGRAM: how })

describe('a program that fails before its threads are at their gates', () => {
  it.each<[string, string, string]>([
    [
      'garbage',
      'error',
      'garbage: a thread without a hello (before its first gate): expected one JSON object, got <html>',
    ],
    [
      'another-version',
      'error',
      'version: a thread without a hello (before its first gate): expected peerup-gate/1, got peerup-gate/99',
    ],
    [
      'another-thread',
      'error',
      'wrong-thread: a thread without a hello (before its first gate): expected one of a, b, got zoe',
    ],
    [
      'unknown-gate',
      'error',
      'unknown-gate: a (before its first gate): expected one of Load, Store, Done, got Teleport',
    ],
    [
      'no-hello',
      'error',
      'unexpected: a thread without a hello (before its first gate): expected a hello, got "at"',
    ],
    [
      'endless-line',
      'error',
      'too-long: a thread without a hello (before its first gate): expected a line of at most 1048576 bytes',
    ],
    [
      'half-a-line',
      'crashed',
      'truncated: a thread without a hello (before its first gate): expected a whole line, got {"hello":"peerup-; the program still runs',
    ],
    [
      'exits-before-hello',
      'crashed',
      'the program ended with code 7 before every thread reached its first gate',
    ],
    [
      'crashes-at-once',
      'crashed',
      'the program ended by SIGSEGV before every thread reached its first gate',
    ],
  ])('and does this: %s, has the verdict %s', async (how, verdict, why) => {
    const { code, stdout, replay: row } = await badly(how)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict, step: null, action: null, performer: null })
    expect(row.why).toContain(why)
    expect(stdout).toContain(why)
  })

  it('and sends nothing has timed out at the deadline', async () => {
    const { code, seconds, replay: row } = await badly('silent', 1)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'timed-out', step: null })
    expect(row.why).toBe(
      'not all threads were parked within 1000 ms; last gates: a at no gate yet, b at no gate yet',
    )
    expect(seconds).toBeLessThan(10)
  })
})

describe('a program that fails in the middle of a step', () => {
  it.each<[string, string, string]>([
    ['vanishes-mid-step', 'crashed', 'end of file; the program ended with code 0'],
    ['crashes', 'crashed', 'end of file; the program ended by SIGSEGV'],
    [
      'half-a-line-mid-step',
      'crashed',
      'truncated: a (last gate Load): expected a whole line, got {"at":"Sto; the program still runs',
    ],
    [
      'closes-its-gate',
      'crashed',
      'vanished: a (last gate Load): expected "at", got end of file; the program still runs',
    ],
    ['answers-twice', 'error', 'unexpected: a (last gate Store): expected nothing, got "at"'],
    [
      'garbage-mid-step',
      'error',
      'garbage: a (last gate Load): expected one JSON object, got Segmentation fault',
    ],
    ['lacks-a-variable', 'diverged', 'in state 1, local: expected {"a":0,"b":0}, got nothing'],
  ])('and does this: %s, has the verdict %s at that step', async (how, verdict, why) => {
    const { code, replay: row } = await badly(how)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict, step: 1, action: 'Load', performer: 'a' })
    expect(row.why).toContain(why)
  })

  it('and hangs has timed out at the deadline, with the last gate of every thread', async () => {
    const { code, seconds, replay: row } = await badly('hangs-mid-step', 1)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'timed-out', step: 1, action: 'Load', performer: 'a' })
    expect(row.why).toBe('a did not complete Load within 1000 ms; last gates: a at Load, b at Load')
    expect(seconds).toBeLessThan(10)
  })
})

describe('a program that cannot be started', () => {
  const start = (program: string, ...args: string[]) =>
    peerup(['replay', trace, '--mapping', mapping, '--program', program, ...args])

  function file(content: string, mode: number): string {
    const path = join(scratch(), 'program')
    writeFileSync(path, content)
    chmodSync(path, mode)
    return path
  }

  it.each<[string, () => string, string]>([
    ['is not there', () => '/no/such/program', 'ENOENT'],
    ['is a folder', () => '/usr', 'not a regular file'],
    ['may not be executed', () => file('#!/bin/sh\n', 0o644), 'EACCES'],
  ])('is wrong usage if it %s', async (_, make, why) => {
    const program = make()
    const { code, stdout, stderr } = await start(program)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`peerup: usage: ${program}: expected a program that can be executed`)
    expect(stderr).toContain(why)
  })

  it('is reported with ENOENT if its interpreter is missing', async () => {
    const program = file('#!/no/such/interpreter\n', 0o755)
    const { code, stderr } = await start(program)
    expect(code).toBe(1)
    expect(stderr).toContain(`peerup: program: ${program}: No such file or directory (ENOENT)`)
  })

  it("is missing in the environment if it is the mapping's own and not built", async () => {
    const own = join(scratch(), 'mapping.json')
    const text = JSON.stringify(json(mapping)).replace(
      '../../native/build/lost-update',
      './unbuilt',
    )
    writeFileSync(own, text)
    const { code, stderr } = await peerup(['replay', trace, '--mapping', own])
    expect(code).toBe(3)
    expect(stderr).toContain('unbuilt: expected a program that can be executed')
    expect(stderr).toContain('to do: build it')
  })
})

describe('a forwarder', () => {
  it('with an interface that does not exist ends, and names it', async () => {
    const own = join(scratch(), 'mapping.json')
    const text = JSON.stringify(json(mappingFile)).replace('{interfaces}', 'tx0:nowhere0')
    writeFileSync(own, text)
    const race = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
    const program = 'native/build/forwarder'
    const { code, stdout } = await peerup(['replay', race, '--mapping', own, '--program', program])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^v8: crashed: the program ended with code 1 before every thread/m)
    expect(stdout).toContain('forwarder: nowhere0: No such device')
  })
})

describe('the output of a program', () => {
  it('is shown if the program failed', async () => {
    const { stdout, replay: row } = await badly('complains-and-exits')
    expect(row).toMatchObject({ verdict: 'crashed' })
    expect(stdout).toContain('the program wrote:\n  no interface named tx0\n  usage: none')
  })

  it('does not block the program, however much it writes', async () => {
    const { replay: row } = await badly('floods')
    expect(row).toMatchObject({ verdict: 'crashed', why: expect.stringContaining('code 0') })
  })
})
