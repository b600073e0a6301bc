import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/core/package-root.js'
import { nativeFolder } from '../../../../src/process/supervise.js'
import { instructionsOf } from '../../../../src/suricata/studies/memory-order/instructions.js'
import { orders, shapes } from '../../../../src/suricata/studies/memory-order/litmus-result.js'
import { observation } from '../../../../src/suricata/studies/memory-order/observe.js'

const litmus = (words: readonly string[], program = join(nativeFolder, 'litmus')) =>
  execa(program, words, { reject: false, timeout: 30_000 })

const runs = shapes.flatMap((shape) => orders.map((order) => ({ shape, order })))

describe('native/litmus', () => {
  it.each(runs)('counts every meeting of $shape $order once', async ({ shape, order }) => {
    // Two spinning threads seldom meet on a busy machine.
    const bounds = ['--count', '10000', '--seconds', '20']
    const { stdout } = await litmus(['--shape', shape, '--order', order, ...bounds])
    const counts = observation.parse(JSON.parse(stdout))
    expect(counts).toMatchObject({ shape, order })
    // It counts whole batches: the smallest number of batches that is enough.
    expect(counts.total).toBe(3 * 4096)
    expect(Object.values(counts.outcomes).reduce((sum, n) => sum + n, 0)).toBe(counts.total)
    expect(new Set(counts.cpus).size).toBe(2)
  })

  it('ends when its time is up', async () => {
    const { stdout } = await litmus(['--seconds', '1'])
    expect(observation.parse(JSON.parse(stdout)).seconds).toBeGreaterThanOrEqual(1)
  })

  it.each([
    [['--shape', 'XX'], 'got XX and relaxed'],
    [['--order', 'consume'], 'got SB and consume'],
    [['--seconds', '0'], 'expected --seconds N, 1 to 3600, got "0"'],
    [['--count', '-1'], 'expected --count N, got "-1"'],
    [['--seed', 'x'], 'expected --seed N, got "x"'],
    [['more'], 'expected options only, got "more"'],
  ])('refuses %s', async (words, message) => {
    const { exitCode, stderr, stdout } = await litmus(words)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('ends with an error if a thread does not come to a meeting', async () => {
    const { exitCode, stderr } = await litmus([], join(nativeFolder, 'litmus-mutant-absent'))
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'litmus: a thread missed its deadline after 0 outcomes; run it again on an idle machine',
    })
  })

  it('ends with exit code 3 if it may use only one processor', async () => {
    const program = join(nativeFolder, 'litmus')
    const { exitCode, stderr } = await litmus(['-c', '0', program], 'taskset')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: 'litmus: expected two processors, got one',
    })
  })
})

describe('the instructions beside the counts', () => {
  it.each(runs)('cover both threads of $shape $order up to their return', (run) => {
    const parts = instructionsOf(run.shape, run.order)
    expect(parts.map(({ instructions }) => instructions.at(-1))).toEqual(['ret', 'ret'])
  })

  it.runIf(process.arch === 'x64')('differ on x86 by a locked exchange for seq_cst stores', () => {
    const exchanges = orders.map((order) =>
      instructionsOf('SB', order).map(
        ({ instructions }) => instructions.filter((one) => one.startsWith('xchg')).length,
      ),
    )
    expect(exchanges).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
    ])
  })

  it('throw an error for an order that has none', () => {
    expect(() => instructionsOf('MP', 'consume')).toThrow(
      /expected the instructions of mp_consume_writer, found none/,
    )
  })
})

describe.each([
  { sanitizer: 'thread', folder: 'tsan', runtime: '__tsan_init' },
  { sanitizer: 'address,undefined', folder: 'asan', runtime: '__asan_init' },
])('with -fsanitize=$sanitizer', ({ sanitizer, folder, runtime }) => {
  const program = join(nativeFolder, folder, 'litmus')

  beforeAll(async () => {
    const native = join(packageRoot, 'native')
    const target = `build/${folder}/litmus`
    await execa('make', ['-s', '-C', native, `SANITIZE=${sanitizer}`, target])
  }, 120_000)

  it.each(runs)('$shape $order runs clean', async ({ shape, order }) => {
    // Without randomized addresses (-R), because the sanitizer does not start in every layout.
    const words = ['-R', program, '--shape', shape, '--order', order, '--count', '4096']
    const { exitCode, stderr } = await litmus(words, 'setarch')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { stdout } = await execa('grep', ['-c', runtime, program])
    expect(Number(stdout)).toBeGreaterThan(0)
  })
})
