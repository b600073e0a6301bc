import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { afterEach, describe, expect, it } from 'vitest'
import type { FeatureRecord } from '../../src/core/features.js'
import { supervise } from '../../src/process/supervise.js'
import { FreeForwarder, type Run } from './free-forwarder.js'
import { binary, featuresWith, manifest } from './gated-forwarder.js'
import { within } from './waiting.js'

let running: FreeForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.supervised.end()))
  running = []
})

function start(run: Run): FreeForwarder {
  const forwarder = new FreeForwarder(run)
  running.push(forwarder)
  return forwarder
}

const variants = ['v7', 'v8', 'fix-a', 'fix-b', 'fix-c', 'revert', 'fix-d']
const topologies = [
  { pairs: 1, threads: 1 },
  { pairs: 1, threads: 2 },
  { pairs: 2, threads: 1 },
]

describe.each(topologies)('with $pairs pairs and $threads threads an interface', (topology) => {
  it.each(variants)('%s forwards both ways', async (variant) => {
    const forwarder = start({ variant, ...topology })
    expect(await forwarder.started()).toContain(`W: ${topology.pairs * 2 * topology.threads} `)
    for (let i = 0; i < topology.pairs; i++) {
      expect((await forwarder.probe(`tx${i}`, `rx${i}`)).received).toBeGreaterThan(0)
      expect((await forwarder.probe(`rx${i}`, `tx${i}`)).received).toBeGreaterThan(0)
    }
    expect(await forwarder.finish()).toMatchObject({ code: 0, errors: [] })
  })
})

describe('an interface that is down at the start', () => {
  it.each(['v7', 'fix-c', 'revert', 'fix-d'])(
    'comes up later under %s, and all forward',
    async (variant) => {
      const forwarder = start({ variant, down: ['tx0'], threads: 2 })
      await forwarder.log.until(/W#02-tx0.*cannot open, interface flags: Network is down/)
      await forwarder.started()
      expect(await forwarder.inject('link tx0 up')).toEqual({ link: 'up' })
      for (const _ of ['W#01', 'W#02']) await forwarder.log.until(/tx0: interface is back up/)
      expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
      expect((await forwarder.probe('rx0', 'tx0')).received).toBeGreaterThan(0)
      expect(await forwarder.finish()).toMatchObject({ code: 0, errors: [] })
    },
  )

  it('keeps the barrier of v8 closed: the thread that comes up sends to a peer that never does', async () => {
    const forwarder = start({ variant: 'v8', down: ['tx0'] })
    await forwarder.log.until(/tx0: cannot open/)
    expect(await forwarder.inject('link tx0 up')).toEqual({ link: 'up' })
    await forwarder.log.until(/tx0: interface is back up/)
    // The last frame leaves 300 ms before the deadline, so that a busy machine sends all ten.
    const { probe } = await forwarder.inject('probe tx0 rx0 1 10 3000')
    expect(probe).toMatchObject({ sent: 10, received: 0 })
    await forwarder.log.until(/W#01-tx0.*rx0: sending packet failed on socket 0/)
    const { code, log } = await forwarder.finish()
    expect([code, log.filter((line) => line.includes('Engine started'))]).toEqual([0, []])
  })
})

it.each(variants)('%s forwards again after a flap of each side', async (variant) => {
  const forwarder = start({ variant, threads: 2 })
  await forwarder.started()
  for (const iface of ['tx0', 'rx0']) {
    expect(await forwarder.inject(`link ${iface} down`)).toEqual({ link: 'down' })
    for (const _ of ['W#01', 'W#02']) await forwarder.log.until(/interface went down/)
    expect(await forwarder.inject(`link ${iface} up`)).toEqual({ link: 'up' })
    for (const _ of ['W#01', 'W#02']) await forwarder.log.until(/interface is back up/)
  }
  expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
  expect((await forwarder.probe('rx0', 'tx0')).received).toBeGreaterThan(0)
  expect(await forwarder.finish()).toMatchObject({ code: 0, errors: [] })
})

it.each(['seq-cst', 'acq-rel', 'relaxed'])(
  'a peer that publishes with %s gets frames',
  async (order) => {
    const forwarder = start({ variant: 'fix-a', arguments: ['--memory-order', order] })
    await forwarder.started()
    expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
    expect((await forwarder.finish()).code).toBe(0)
  },
)

it('the log names the features as they were spelled', async () => {
  const changed = featuresWith('fix-c', { bump: 'after-up', bumpOnFailure: false })
  const variant = changed.split(',').reverse().join(',')
  const forwarder = start({ variant })
  expect(await forwarder.log.until(/AF_PACKET IPS/)).toBe(
    `Notice: af-packet: AF_PACKET IPS mode activated, ${variant} start`,
  )
  await forwarder.started()
  expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
})

it('a forwarder without gates forwards the same', async () => {
  const forwarder = start({ program: binary('forwarder-nogates') })
  await forwarder.started()
  expect((await forwarder.probe('tx0', 'rx0')).received).toBeGreaterThan(0)
  expect((await forwarder.finish()).code).toBe(0)
})

it('frames come out of the other interface of the pair only', async () => {
  const forwarder = start({ pairs: 2 })
  await forwarder.started()
  const limited = 'tx0 tx1 1 3 300'
  expect(await forwarder.inject(`probe ${limited}`)).toMatchObject({ probe: { received: 0 } })
  expect(await forwarder.inject('probe tx0 tx0 1 3 300')).toMatchObject({ probe: { received: 0 } })
})

it('the counters show at the end what arrived at each interface', async () => {
  const forwarder = start({ variant: 'v7' })
  await forwarder.started()
  expect(await forwarder.inject('send tx0 0 7')).toEqual({ sent: 7 })
  expect((await forwarder.probe('rx0', 'tx0')).sent).toBe(1)
  const { log } = await forwarder.finish()
  expect(log).toEqual([
    'Notice: device: tx0: packets: 7, drops: 0 (0.00%), invalid chksum: 0',
    'Notice: device: rx0: packets: 1, drops: 0 (0.00%), invalid chksum: 0',
  ])
})

it('the log goes to the file of --log', async () => {
  const script = '"$@" & while ! grep -q "Engine started" {dir}/log; do :; done; cat {dir}/log'
  const supervised = supervise(
    'sh',
    [
      ...['-c', script, 'sh', binary('forwarder'), '--interfaces', 'tx0:rx0'],
      ...['--log', '{dir}/log', '--features', featuresWith('revert')],
    ],
    { network: 'tx0:rx0', sockets: 1 },
  )
  let log = ''
  for await (const chunk of supervised.stdout) log += chunk
  await within(10_000, 'the end', supervised.ended)
  expect(log.trimEnd().split('\n')).toEqual([
    `Notice: af-packet: AF_PACKET IPS mode activated, ${featuresWith('revert')} start`,
    'Notice: threads: Threads created -> W: 2   Engine started.',
  ])
})

describe('the options', () => {
  const v7 = featuresWith('v7')
  const withoutLock = v7.replace(',lock=false', '')
  const ringFirst = (changed: FeatureRecord) => featuresWith('fix-d', changed)
  const names = Object.keys(manifest.features)
    .join(', ')
    .replace(/, (\w+)$/, ' and $1')
  const run = (...args: string[]) => execa(binary('forwarder'), args, { reject: false })

  it('stand in --help, with the features that the manifest declares', async () => {
    const { stdout, exitCode } = await run('--help')
    expect(exitCode).toBe(0)
    const declared = Object.entries(manifest.features).map(([name, { values }]) => [name, values])
    const listed = [...stdout.matchAll(/^ +(\w+)=([\w|-]+)(?:, needs [\w=,-]+)?$/gm)].map(
      ([, name, values]) => [
        name,
        values
          ?.split('|')
          .map((value) => (/^(true|false)$/.test(value) ? value === 'true' : value)),
      ],
    )
    expect(listed).toEqual(declared)
    for (const [option] of stdout.matchAll(/^ {2}--[a-z-]+/gm)) {
      expect(
        readFileSync(new URL('../../native/forwarder/options.c', import.meta.url), 'utf8'),
      ).toContain(`{ "${option.trim().slice(2)}"`)
    }
  })

  it('include --version, which prints the version of the package', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    )
    expect((await run('--version')).stdout).toBe(`peerup forwarder ${version}`)
  })

  it.each([
    [['--interfaces', 'a:b'], `--features: expected ${names}, got no list`],
    [
      ['--memory-order', 'sc', '--interfaces', 'a:b'],
      'expected seq-cst, acq-rel or relaxed, got "sc"',
    ],
    [['--features', `${v7},lok=true`], `expected ${names}, each with =value, got "lok"`],
    [['--features', 'bump'], 'each with =value, got "bump"'],
    [['--features', 'bump=early'], 'expected after-create, after-bind or after-up, got "early"'],
    [['--features', 'guard=yes'], 'guard: expected false or true, got "yes"'],
    [['--features', 'guard=true,guard=true'], 'guard is given twice'],
    [['--features', withoutLock], `expected ${names}, lock is missing`],
    [['--features', `${withoutLock},lock=true`], 'lock=true needs guard=true'],
    [['--features', ringFirst({ bump: 'after-up' })], 'ringFirst=true needs bump=after-create'],
    [['--features', ringFirst({ bump: 'after-bind' })], 'ringFirst=true needs bump=after-create'],
    [['--features', ringFirst({ bumpOnFailure: false })], 'needs bumpOnFailure=true'],
    [['--features', v7, '--fail-ring', '0'], 'expected a number from 1 to'],
    [
      ['--features', v7, '--interfaces', 'a:b', '--fail-ring', '3'],
      '--fail-ring: expected one of 2 threads, got 3',
    ],
    [['--features', v7, '--features', v7], 'expected one list, got two'],
    [['--features', 'x'.repeat(600)], 'expected at most 511 characters, got 600'],
    [['--variant', 'v7'], '--variant'],
    [['--threads', '0', '--interfaces', 'a:b'], 'expected a number from 1 to 99, got "0"'],
    [['--threads', '2x', '--interfaces', 'a:b'], 'got "2x"'],
    [['--ring-delay-us', '-1', '--interfaces', 'a:b'], 'got "-1"'],
    [['--fanout', 'queue', '--interfaces', 'a:b'], 'expected cpu or default, got "queue"'],
    [['--events', 'out', '--interfaces', 'a:b'], 'got "out"'],
    [['--interfaces', 'a'], 'expected tx0:rx0, got "a"'],
    [['--interfaces', 'a:b,a:c'], 'a is given twice'],
    [['--interfaces', 'a:'], `expected an interface's name, got ""`],
    [[], 'expected at least one pair'],
    [['--nonsense'], '--nonsense'],
    [['--interfaces', 'a:b', 'more'], 'got "more"'],
  ])('%j is wrong usage: %s', async (args, message) => {
    const { stderr, exitCode } = await run(...args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain('--help')
  })

  it('name an interface that does not exist', async () => {
    const { stderr, exitCode } = await run('--interfaces', 'lo:nonesuch', '--features', v7)
    expect([exitCode, stderr]).toEqual([1, 'forwarder: nonesuch: No such device'])
  })

  it('name the missing permission for packet sockets', async () => {
    const setpriv = ['--bounding-set=-net_raw', '--inh-caps=-net_raw']
    const { stderr, exitCode } = await execa(
      'setpriv',
      [...setpriv, binary('forwarder'), '--interfaces', 'lo:nonesuch', '--features', v7],
      { reject: false },
    )
    expect(stderr).toContain('expected permission for packet sockets (CAP_NET_RAW)')
    expect(exitCode).toBe(3)
  })
})
