import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { supervise } from '../../src/process/supervise.js'
import { gateDriver } from '../../src/replay/gates/gate-driver.js'
import { preload } from './gated-engine.js'
import { binary } from './gated-forwarder.js'

const LD_PRELOAD = preload
const engine = binary('preload-fake-engine')
const run = (list: string, env: Record<string, string>) =>
  execa(engine, [list], { env: { LD_PRELOAD, ...env }, reject: false, stdin: 'ignore' })

const active = { PEERUP_RING_DELAY_US: '1' }

describe('the layout of the peer entries', () => {
  it('is found in lists of both layouts, and in no list with a fault', async () => {
    const { stdout } = await execa(binary('preload-layout-test'))
    const found = stdout.split('\n').map((line) => line.replace(/(refused at \d).*/, '$1'))
    expect(found).toEqual([
      '7.0: 7.0, 8.0 7.0, 8.0 7.0, 8.0',
      'main: main main main',
      'scrambled: refused at 1',
      '7.0:turn: 7.0, 8.0 refused at 2',
      'main:turn: main refused at 2',
      '7.0:cyclic: refused at 1',
      'main:cyclic: refused at 1',
      '7.0:back: refused at 1',
      'main:back: refused at 1',
      '7.0:name: refused at 1',
      'main:name: refused at 1',
      '7.0:wild: 7.0, 8.0 refused at 2',
      'main:wild: main refused at 2',
      '7.0:short: 7.0, 8.0 refused at 3',
      '7.0:last: refused at 1',
      '7.0:socket: 7.0, 8.0 refused at 2',
      'main:usage: main refused at 2',
      '7.0:state: refused at 1',
      'main:state: refused at 1',
      '7.0:peer: refused at 1',
      'main:peer: refused at 1',
    ])
  })

  it.each([
    ['scrambled', 'entry 0 does not point back at the list'],
    ['7.0:turn', 'entry 1 has turn 5'],
    ['main:cyclic', 'the list goes on after 1 entries'],
    ['7.0:socket', 'entry 1 has socket 40, sock_usage 0 and state 0 before it is opened'],
    ['main:peer', 'entry 0 has a peer that is no entry'],
  ])('ends an engine with %s entries, with the reason in one line', async (list, why) => {
    const { exitCode, stdout, stderr } = await run(list, active)
    expect([exitCode, stdout, stderr.split('\n').length]).toEqual([70, '', 1])
    expect(stderr).toMatch(
      /^peerup-preload: expected the layout of AFPPeer in Suricata 7.0, 8.0 or main, got /,
    )
    expect(stderr).toContain(why)
    expect(stderr).toMatch(/; this build is not supported$/)
  })

  it.each(['scrambled', '7.0:turn', 'main'])(
    'of %s is not read without a setting',
    async (list) => {
      const { exitCode, stdout, stderr } = await run(list, {})
      expect([exitCode, stdout, stderr]).toEqual([0, 'ended by itself', ''])
    },
  )

  it.each([
    ['7.0', '7.0, 8.0'],
    ['main', 'main'],
  ])('of %s gives the values of the fields', async (list, layout) => {
    const threads = ['W#01-tx0', 'W#01-rx0']
    const supervised = supervise(engine, [list], {
      sockets: 2,
      env: { LD_PRELOAD, PEERUP_GATES: threads.map((name, i) => `${name}=${4 + i}`).join() },
    })
    try {
      const driver = gateDriver({
        ...{ sockets: supervised.sockets, threads, gates: ['WaitTurn'], ended: supervised.ended },
      })
      const outcome = await driver.assemble(threads, AbortSignal.timeout(10_000))
      expect(outcome).toMatchObject({
        kind: 'parked',
        at: { 'W#01-tx0': 'WaitTurn', 'W#01-rx0': 'WaitTurn' },
        snapshot: {
          turn: 2,
          peer: {
            'W#01-tx0': { if_idx: 70, socket: 40, state: 'DOWN' },
            'W#01-rx0': { if_idx: 71, socket: 41, state: 'UP' },
          },
          ptv: { 'W#01-tx0': { afp_state: 'DOWN' }, 'W#01-rx0': { afp_state: 'UP' } },
          link: { tx0: 'gone', rx0: 'gone' },
          extra: { layout },
        },
      })
    } finally {
      await supervised.end()
    }
  })
})

describe('the library', () => {
  it.each([
    ['PEERUP_RING_DELAY_US', '10000001', 'number from 0 to 10000000'],
    ['PEERUP_RING_DELAY_US', '5ms', 'number from 0 to 10000000'],
    ['PEERUP_RING_DELAY_US', '-1', 'number from 0 to 10000000'],
    ['PEERUP_RING_DELAY_US', '', 'number from 0 to 10000000'],
    ['PEERUP_FAIL_RING', '0', 'number from 1 to 256'],
    ['PEERUP_EVENTS', 'no', 'number from 1 to 1048576'],
  ])('rejects %s=%s', async (name, value, expected) => {
    const { exitCode, stderr } = await run('main', { [name]: value })
    expect([exitCode, stderr]).toEqual([
      70,
      `peerup-preload: expected ${name}=${expected}, got "${value}"`,
    ])
  })

  it('rejects a descriptor that is not open', async () => {
    const { exitCode, stderr } = await run('main', { PEERUP_EVENTS: '777' })
    expect([exitCode, stderr]).toEqual([
      70,
      'peerup-preload: expected an open descriptor in PEERUP_EVENTS, got 777',
    ])
  })

  it('does nothing in a program that is no engine', async () => {
    const env = { LD_PRELOAD, PEERUP_RING_DELAY_US: 'no', PEERUP_EVENTS: '777', PEERUP_GATES: '!' }
    const { stdout, stderr } = await execa('/bin/sh', ['-c', 'echo "$LD_PRELOAD" $PEERUP_EVENTS'], {
      env,
    })
    expect([stdout, stderr]).toEqual([`${preload} 777`, ''])
  })
})
