import { execFileSync, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { checkResult } from '../../src/suricata/check-result.js'
import { counterexample, smallest } from '../check/traces.js'
import { entries, json, peerup, type Running, scratch, startPeerup } from './cli.js'
import { Family } from './family.js'

// Each run has a temporary directory and a mark of its own (family.ts), which tell its processes from those of
// other tests.

let trace: string
beforeAll(async () => {
  trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
})

const small = (variant: string) => ['--variant', variant, ...smallest]

type Moment = {
  when: string
  start: () => Running
  /** Resolves at that moment, by the output of the CLI and the processes below it. */
  reached: (run: Running) => Promise<void>
}

const check = (args: readonly string[]) => () => startPeerup(['check', ...args, '--verbose'])
const drawing = () =>
  startPeerup([
    ...['check', ...small('v7'), '--no-replay', '--verbose'],
    ...['--out', join(scratch(), 'out')],
  ])
const hanging = (mode: string) => () =>
  startPeerup(
    [...['replay', trace, '--program', 'test/fixtures/bad-program.mjs', '--deadline', '40']],
    { env: { BAD_PROGRAM: mode } },
  )

const moments: Moment[] = [
  {
    when: 'its first keeper has started',
    start: check(small('v8')),
    reached: (run) => run.family.awaitMember('keeper'),
  },
  {
    when: 'TLC runs',
    start: check(small('v8')),
    reached: async (run) => {
      await run.until(/› \d+ states/)
      await run.family.awaitMember('java')
    },
  },
  {
    when: 'forwarders are replayed',
    start: check(small('v8')),
    reached: async (run) => {
      await run.until(/› v8\.\S+ on v8: reproduced/)
      await run.family.awaitMember('forwarder')
    },
  },
  {
    when: 'TLC follows counterexamples',
    start: check(small('v7')),
    reached: async (run) => {
      await run.until(/Following every counterexample/)
      await run.family.awaitMember('java')
    },
  },
  {
    when: 'TLC draws behaviours',
    start: check(small('v7')),
    reached: async (run) => {
      await run.until(/TLC draws behaviours/)
      await run.family.awaitMember('java')
    },
  },
  {
    when: 'drawn behaviours are replayed',
    start: check(small('v7')),
    reached: async (run) => {
      await run.until(/› 20 of 100/)
      await run.family.awaitMember('forwarder')
    },
  },
  {
    when: 'a browser draws',
    start: drawing,
    reached: async (run) => {
      await run.until(/› 1 pictures/)
      await run.family.holdMember('chromium')
    },
  },
  {
    when: 'a forwarder is held in a replay',
    start: () => startPeerup(['replay', trace]),
    reached: (run) => run.family.holdMember('forwarder'),
  },
  {
    when: 'a program with a network hangs',
    start: hanging('silent'),
    reached: (run) => run.family.awaitMember('injector'),
  },
]

describe('the search for leftovers', () => {
  const family = new Family()
  afterAll(() => family.dispose())

  it('finds a process with the mark, and none without', async () => {
    const marked = spawn('sleep', ['60'], { env: { ...process.env, ...family.env } })
    const other = spawn('sleep', ['60'])
    onTestFinished(() => {
      for (const child of [marked, other]) child.kill('SIGKILL')
    })
    await family.awaitMember('sleep')
    expect(family.leftovers().processes).toEqual(['sleep'])
    expect(() => family.expectGone()).toThrow()
    marked.kill('SIGKILL')
    await family.awaitGone()
  })

  it('finds a file in the temporary directory', () => {
    const file = join(family.env.TMPDIR ?? '', 'peerup-XXXXXX')
    writeFileSync(file, '')
    expect(family.leftovers().files).toEqual(['peerup-XXXXXX'])
    rmSync(file)
    family.expectGone()
  })

  it.runIf(process.getuid?.() === 0)('finds an interface of this host', () => {
    const [name, far] = [`peerup${process.pid}`, `far${process.pid}`]
    execFileSync('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', far])
    try {
      expect(family.leftovers().interfaces.sort()).toEqual([far, name])
    } finally {
      execFileSync('ip', ['link', 'delete', name])
    }
    family.expectGone()
  })
})

describe('nothing is left', () => {
  it.each(moments)('by kill -9, when $when', async ({ start, reached }) => {
    const run = start()
    await reached(run)
    run.kill('SIGKILL')
    expect((await run.ended).signal).toBe('SIGKILL')
    await run.family.awaitGone()
  })

  it.each(
    moments.map(
      (moment, i) => ({ ...moment, signal: i % 2 === 0 ? 'SIGINT' : 'SIGTERM' }) as const,
    ),
  )('by $signal, when $when; an interruption is reported', async ({ start, reached, signal }) => {
    const run = start()
    await reached(run)
    run.kill(signal)
    const interrupted = performance.now()
    const { code, stderr, all } = await run.ended
    expect(code).toBe(1)
    expect(stderr).toContain('peerup: interrupted')
    expect(all).not.toMatch(/^ {4}at /m)
    expect(performance.now() - interrupted).toBeLessThan(10_000)
    run.family.expectGone()
  })

  it('after a normal end', async () => {
    // peerup() expects that of each run.
    const { code } = await peerup(['replay', trace])
    expect(code).toBe(0)
  })
})

it('an interrupted check keeps its results so far, and writes no documents', async () => {
  const [file, out] = [join(scratch(), 'check.json'), join(scratch(), 'out')]
  const run = startPeerup(['check', ...small('v7'), '--verbose', '--json', file, '--out', out])
  await run.until(/› 20 of 100/)
  run.kill('SIGINT')
  const { code, stdout } = await run.ended
  expect(code).toBe(1)
  expect(stdout).toContain('| SendImpliesPeerUp')
  expect(stdout).toMatch(/INTERRUPTED\. Did not run: \d+ of 100 replays of drawn behaviours/)
  expect(stdout).not.toContain('Everything that ran is as expected')
  const { models, replays } = checkResult.parse(json(file))
  expect(models.every(({ verdict, expected }) => verdict === expected)).toBe(true)
  // Reproduced, or not run: an interruption is no crash of the program.
  expect(new Set(replays.map(({ verdict }) => verdict))).toEqual(new Set(['reproduced', 'not-run']))
  expect(entries(out)).toEqual([])
})

it("a check that is interrupted before its replays keeps TLC's results", async () => {
  const file = join(scratch(), 'check.json')
  const run = startPeerup(['check', ...small('v7'), '--verbose', '--json', file])
  await run.until(/Following every counterexample/)
  await run.family.awaitMember('java')
  run.kill('SIGTERM')
  const { code, stdout } = await run.ended
  expect(code).toBe(1)
  expect(stdout).toContain('| SendImpliesPeerUp')
  expect(stdout).toContain('Did not run: the replays of counterexamples; the replays of drawn')
  const { models, replays } = checkResult.parse(json(file))
  expect(models.every(({ verdict, expected }) => verdict === expected)).toBe(true)
  expect(replays).toEqual([])
})

it('runs side by side do not disturb each other', async () => {
  const runs = [
    peerup(['check', ...small('fix-b'), '--out', join(scratch(), 'out')]),
    peerup(['replay', trace]),
    peerup(['replay', trace, '--variant', 'v7']),
  ]
  const ended = await Promise.all(runs)
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
})
