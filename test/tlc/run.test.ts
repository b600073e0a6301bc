import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { findJar } from '../../src/tlc/jar.js'
import type { Progress } from '../../src/tlc/output/read-output.js'
import { runTlc, type TlcRequest } from '../../src/tlc/run.js'
import { configOf, fixtureFolder, readCaptured } from './fixtures.js'

let jar = ''

beforeAll(async () => {
  jar = await findJar({})
})

function request(phenomenon: string, module = 'Lamp'): TlcRequest {
  return {
    specFolder: fixtureFolder,
    module,
    config: configOf(phenomenon),
    workers: 1,
    // As in the captures: a stuttering behaviour would be a deadlock first.
    deadlock: phenomenon === 'deadlock',
  }
}

/** A run without end, and with far more states than fit the memory of a test. */
const big: TlcRequest = { ...request('holds', 'Big'), config: 'SPECIFICATION Spec\n' }

const alone = mkdtempSync(join(tmpdir(), 'peerup-run-'))
cpSync(fixtureFolder, alone, { recursive: true })
afterAll(() => rmSync(alone, { recursive: true, force: true }))

/** The processes in the folder that only this test uses, anywhere in the process tree. */
function runningAlone(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => cwdOf(pid) === alone)
}

function cwdOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null // It has ended, or is being reaped.
  }
}

describe('a run of the real TLC', () => {
  it.each([
    'holds',
    'invariant-violated',
    'initial-violation',
    'liveness-lasso',
    'liveness-stuttering',
    'deadlock',
    'assertion',
  ])('has the captured result: %s', async (phenomenon) => {
    const captured = readCaptured('maven', phenomenon)
    const result = await runTlc(request(phenomenon), { jar })
    expect({ ...result, seconds: captured.seconds }).toEqual(captured)
  })

  it.each([
    [
      'evaluation-error',
      'Lamp',
      { file: 'Lamp.tla', line: 19, column: 8 },
      /^Attempted to apply function/,
    ],
    ['parse-error', 'Broken', { file: 'Broken.tla', line: 17, column: 10 }, /Was expecting/],
    [
      'unknown-name',
      'Unknown',
      { file: 'Unknown.tla', line: 17, column: 10 },
      /Unknown operator: `metre'/,
    ],
    ['unknown-property', 'Lamp', {}, /Nowhere/],
    ['missing-constant', 'Lamp', {}, /Limit is not assigned/],
    ['holds', 'Nothing', {}, /File does not exist: .*Nothing\.tla/],
  ])('reports a faulty specification: %s in %s', async (phenomenon, module, where, message) => {
    await expect(runTlc(request(phenomenon, module), { jar })).rejects.toThrow(
      expect.objectContaining({ code: 'spec', where, message: expect.stringMatching(message) }),
    )
  })

  it('reports a faulty configuration', async () => {
    await expect(
      runTlc({ ...request('holds'), config: 'BOGUS {dir} "$HOME"\n' }, { jar }),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'spec',
        message: expect.stringContaining('It was expecting a keyword'),
      }),
    )
  })

  it('takes the configuration literally: neither the shell nor the keeper expands it', async () => {
    const config = configOf('invariant-violated')
      .replace('hall', 'dir')
      .replace('{kitchen, dir}', '{dir}')
    const { verdict } = await runTlc({ ...request('holds'), config }, { jar })
    expect(config).toContain('{dir}')
    expect(verdict).toMatchObject({
      behaviour: { states: [{ state: { lit: { '#map': [[{ '#model': 'dir' }, false]] } } }, {}] },
    })
  })

  it('ignores a deadlock if the request does', async () => {
    const { verdict } = await runTlc({ ...request('deadlock'), deadlock: false }, { jar })
    expect(verdict).toEqual({ kind: 'holds' })
  })

  it('has the same result with two workers, and beside other runs', async () => {
    const phenomena = ['holds', 'invariant-violated', 'deadlock', 'liveness-lasso']
    const results = await Promise.all(
      phenomena.map((phenomenon, index) =>
        runTlc({ ...request(phenomenon), workers: index === 0 ? 2 : 1 }, { jar }),
      ),
    )
    for (const [index, phenomenon] of phenomena.entries()) {
      const captured = readCaptured('maven', phenomenon)
      expect({ ...results[index], seconds: captured.seconds }).toEqual(captured)
    }
  })

  it('leaves no file beside the specification, and no process', async () => {
    const before = readdirSync(alone)
    await runTlc({ ...request('invariant-violated'), specFolder: alone }, { jar })
    expect(readdirSync(alone)).toEqual(before)
    expect(runningAlone()).toEqual([])
  })

  it('ends with "cancelled" if cancelled, and leaves no process', async () => {
    const cancel = new AbortController()
    const whileRunning: string[][] = []
    const onProgress = () => {
      whileRunning.push(runningAlone())
      cancel.abort()
    }
    const run = runTlc({ ...big, specFolder: alone }, { jar, signal: cancel.signal, onProgress })
    await expect(run).rejects.toThrow(
      expect.objectContaining({ code: 'tlc', message: 'cancelled' }),
    )
    expect(whileRunning[0]?.length).toBeGreaterThan(0)
    expect(runningAlone()).toEqual([])
  })

  it('reports its progress', async () => {
    const reported: Progress[] = []
    await runTlc(request('holds'), { jar, onProgress: (progress) => reported.push(progress) })
    expect(reported.at(-1)).toEqual({ states: 153, depth: 20 })
  })

  it('ends with "cancelled" if cancelled before its start', async () => {
    const run = runTlc(big, { jar, signal: AbortSignal.abort() })
    await expect(run).rejects.toThrow(
      expect.objectContaining({ code: 'tlc', message: 'cancelled' }),
    )
  })

  it('reports a lack of memory', async () => {
    vi.stubEnv('JDK_JAVA_OPTIONS', '-Xmx16m')
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(runTlc(big, { jar })).rejects.toThrow(
      expect.objectContaining({
        code: 'tlc',
        message: expect.stringMatching(/^TLC ran out of memory: .*OutOfMemoryError/),
        fix: expect.stringContaining('JDK_JAVA_OPTIONS=-Xmx'),
      }),
    )
  })
})

describe('without Java', () => {
  const folder = join(alone, 'no-java')

  afterEach(() => vi.unstubAllEnvs())

  it('a run names the package to install', async () => {
    mkdirSync(folder)
    symlinkSync('/bin/sh', join(folder, 'sh'))
    vi.stubEnv('PATH', folder)
    await expect(runTlc(request('holds'), { jar })).rejects.toThrow(
      expect.objectContaining({
        code: 'environment',
        fix: expect.stringContaining('default-jre-headless'),
      }),
    )
  })
})
