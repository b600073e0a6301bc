import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { nativeFolder } from '../../src/testbed/keep.js'
import { FreeForwarder } from './free-forwarder.js'
import { GatedForwarder } from './gated-forwarder.js'
import { Lines } from './waiting.js'

const sources = fileURLToPath(new URL('../../native', import.meta.url))

/** Without randomised addresses: newer kernels' layouts are none that this TSan knows. */
const builds = [
  { sanitizer: 'address,undefined', folder: 'asan', before: '' },
  { sanitizer: 'thread', folder: 'tsan', before: 'setarch -R ' },
]

let running: { kept: { end(): Promise<unknown> } }[] = []
afterEach(async () => {
  await Promise.all(running.map(({ kept }) => kept.end()))
  running = []
})

describe.each(builds)('with -fsanitize=$sanitizer', ({ sanitizer, folder, before }) => {
  const program = `${before}${join(nativeFolder, folder, 'forwarder')}`

  beforeAll(async () => {
    await execa('make', ['-s', '-j2', '-C', sources, `SANITIZE=${sanitizer}`])
  }, 120_000)

  it('is built with the sanitizer: it is in the program', async () => {
    const runtime = folder === 'tsan' ? '__tsan_init' : '__asan_init'
    const { stdout } = await execa('grep', ['-c', runtime, join(nativeFolder, folder, 'forwarder')])
    expect(Number(stdout)).toBeGreaterThan(0)
  })

  it('a forwarder without a driver runs clean', async () => {
    const forwarder = new FreeForwarder({ program, variant: 'v8', pairs: 2, threads: 2 })
    running.push(forwarder)
    await forwarder.started()
    expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
    expect((await forwarder.probe('rx1', 'tx1')).received).toBeGreaterThan(0)
    expect(await forwarder.finish()).toMatchObject({ code: 0, errors: [] })
  })

  it.each(['v8', 'fix-a', 'fix-b'])('a gated %s runs clean', async (variant) => {
    const forwarder = await GatedForwarder.start({ variant, program, threads: 2 })
    running.push(forwarder)
    for (const thread of forwarder.threads) await forwarder.bring(thread, 'SynchronizeStart')
    for (const thread of forwarder.threads) await forwarder.bring(thread, 'Receive')
    for (const thread of forwarder.threads) {
      await forwarder.frame(thread)
      const { sent } = await forwarder.step(
        thread,
        ...['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send'],
      )
      expect(sent[thread]?.result).toBe('ok')
    }
    expect((await forwarder.finish()).code).toBe(0)
    expect(await forwarder.stderr).toBe('')
  })

  it('the keeper and the injector run clean', async () => {
    const keeper = spawn(
      join(nativeFolder, folder, 'keeper'),
      ['--network', 'tx0:rx0', '--', 'sh', '-c', 'mkdir {dir}/a; ln -s / {dir}/a/b; sleep 600'],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
        // Looking for leaks takes a new process, which the ended namespace refuses the keeper.
        env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' },
      },
    )
    const [, , stderr, lifeline, socket] = keeper.stdio as unknown as Duplex[]
    if (!stderr || !lifeline || !socket) throw new Error('expected pipes')
    const [errors, said, answers] = [new Lines(stderr), new Lines(lifeline), new Lines(socket)]
    for (const command of ['send tx0 0 2', 'probe tx0 rx0 2 4 20', 'flood rx0 tx0 100', 'x']) {
      socket.write(`${command}\n`)
      expect(await answers.next()).not.toBe(null)
    }
    lifeline.write('stop\n')
    expect(await said.next()).toBe('{"exit":{"code":null,"signal":"SIGTERM"}}')
    expect(await errors.rest()).toEqual([])
  })
})
