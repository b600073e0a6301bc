import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../../src/core/mapping.js'
import type { GateDriver } from '../../../src/replay/gates/gate-driver.js'
import { renamedDriver } from '../../../src/replay/program/renamed-driver.js'
import { plainAdapter } from '../../../src/replay/program/testbed.js'
import { bringFrame } from '../../../src/suricata/network/bring-frame.js'
import { Injector } from '../../../src/suricata/network/injector.js'
import { expectLinkUse, linkUseOf } from '../../../src/suricata/network/link-use.js'
import { type Links, linksOf } from '../../../src/suricata/network/links.js'
import type { Network } from '../../../src/suricata/network/network.js'
import { probePairs } from '../../../src/suricata/network/probe-pairs.js'
import { performLink, setLink } from '../../../src/suricata/network/set-link.js'
import { parseTopology } from '../../../src/suricata/network/topology.js'
import { lasso, loopingTrace, threads, mapping as toy, toyTrace } from '../../replay/machine/toy.js'

/** The toy, with its lamps as links that the driver sets up and down. */
const mapping: Mapping = {
  ...toy,
  actions: Object.fromEntries(
    Object.entries(toy.actions).map(([name, action]) => {
      const { sets, ...rest } = action
      if (sets === undefined) return [name, rest]
      return [name, { ...rest, sets: sets === 'on' ? 'up' : 'down' }]
    }),
  ),
}

/** An injector with scripted answers, and the commands that it receives. */
function scriptedInjector(answer: (command: string) => object) {
  const commands: string[] = []
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const command = String(chunk).trimEnd()
      commands.push(command)
      this.push(`${JSON.stringify(answer(command))}\n`)
      done()
    },
  })
  return { commands, injector: new Injector(socket) }
}

const topology = parseTopology('1x1')

const obedient = (command: string): object => {
  const [word, iface, value] = command.split(' ')
  if (word === 'link') return { link: value }
  const probe = { in: iface, out: value, sent: 1, received: 1, targets: [1], firstMs: 1 }
  return word === 'probe' ? { probe } : { sent: 1 }
}

function networkOf(answer = obedient, down: string[] = []) {
  const { commands, injector } = scriptedInjector(answer)
  const network: Network = {
    injector,
    links: linksOf(topology),
    topology,
    byProcessor: false,
    down: new Set(down),
  }
  return { commands, network }
}

describe('setting a link', () => {
  it('sends a command to the injector, and records which links are down', async () => {
    const { commands, network } = networkOf()
    await performLink(network, mapping, 'SwitchOff', 'rx0')
    expect([...network.down]).toEqual(['rx0'])
    await performLink(network, mapping, 'SwitchOn', 'rx0')
    expect([...network.down]).toEqual([])
    expect(commands).toEqual(['link rx0 down', 'link rx0 up'])
  })

  it('rejects an interface that the topology lacks, and sends nothing', async () => {
    const { commands, network } = networkOf()
    await expect(setLink(network, 'tx7', 'down')).rejects.toMatchObject({
      code: 'trace',
      message: 'expected one of the interfaces tx0, rx0, got tx7',
    })
    expect(commands).toEqual([])
  })

  it('rejects an action that sets no link', async () => {
    const { network } = networkOf()
    await expect(performLink(network, mapping, 'Load', 'tx0')).rejects.toMatchObject({
      code: 'mapping',
      message: 'expected an action that sets a link up or down, got Load',
    })
  })

  it('fails in a program without a network', async () => {
    const open = plainAdapter.testbedOf(toyTrace([threads[0]]), toy).open(undefined)
    await expect(open.perform('SwitchOff', 'tx0')).rejects.toMatchObject({
      code: 'mapping',
      message: 'a program without a network cannot perform SwitchOff',
    })
  })

  it.each([
    ['an error', { error: 'link: the frame did not pass in 5000 ms' }, 'the frame did not pass'],
    ['the other value', { link: 'up' }, 'expected "link" down from the injector'],
    ['something else', { sent: 1 }, 'expected "link" down from the injector'],
  ])('fails if the injector answers %s, and records no change', async (_, answer, message) => {
    const { network } = networkOf(() => answer)
    await expect(setLink(network, 'tx0', 'down')).rejects.toThrow(message)
    expect([...network.down]).toEqual([])
  })
})

describe('a probe', () => {
  it('first sets all links up', async () => {
    const { commands, network } = networkOf(obedient, ['tx0'])
    const { afterwards } = await probePairs(network, { count: 10, deadlineMs: 100 })
    expect(afterwards).toBe('forwards')
    expect(commands).toEqual(['link tx0 up', 'probe tx0 rx0 1 10 100', 'probe rx0 tx0 1 10 100'])
  })
})

describe('a frame', () => {
  it('is not sent to an interface that is down', async () => {
    const { commands, network } = networkOf(obedient, ['tx0'])
    const driver = {} as GateDriver
    const { signal } = new AbortController()
    await expect(bringFrame(network, driver, 'W#01-tx0', {}, signal)).rejects.toMatchObject({
      code: 'trace',
      message: 'expected tx0 up for a frame to W#01-tx0, it is down',
    })
    expect(commands).toEqual([])
  })
})

describe('linkUseOf', () => {
  it('reads the first state and the steps', () => {
    expect(linkUseOf(toyTrace([threads[0]]), toy)).toEqual({ down: [], changes: false })
    expect(linkUseOf(toyTrace(), toy)).toEqual({ down: [], changes: true })
    const { states, ...rest } = toyTrace([])
    const dark = states.map(({ step, state }) => ({
      step,
      state: { ...state, lamp: { hall: 'down', desk: 'up', door: 'down' } },
    }))
    expect(linkUseOf({ ...rest, states: dark }, toy)).toEqual({
      down: ['hall', 'door'],
      changes: false,
    })
  })

  it('counts the step that closes a loop', () => {
    // One lamp goes off, and in the closing step on again.
    const [first, second] = loopingTrace(lasso).states.slice(14)
    if (first === undefined || second === undefined) throw new Error('expected two states')
    const states = [{ ...first, step: null }]
    expect(linkUseOf({ ...toyTrace(), states, loop: null }, toy).changes).toBe(false)
    const lit = { ...first.state, lamp: second.state.lamp ?? {} }
    const looping = [
      { step: null, state: lit },
      { step: { performer: threads[0], action: 'Take' }, state: first.state },
    ]
    expect(linkUseOf({ ...toyTrace(), states: looping, loop: 0 }, toy).changes).toBe(true)
  })
})

describe('a trace that needs a link down', () => {
  it.each([
    ['at its start', { down: ['tx0'], changes: false }, 'got tx0 down'],
    ['later', { down: [], changes: true }, 'got one in which a link changes'],
  ])('%s is refused on interfaces of the user', (_, use, message) => {
    const own: Links = { ...linksOf(topology), own: true }
    const refused = expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('without --interfaces'),
    })
    expect(() => expectLinkUse(use, own)).toThrow(refused)
    expect(() => expectLinkUse(use, linksOf(topology))).not.toThrow()
    expect(() => expectLinkUse({ down: [], changes: false }, own)).not.toThrow()
  })

  it('is refused in a program without a network, before anything starts', () => {
    expect(() => plainAdapter.testbedOf(toyTrace(), toy)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining('the program has no network, and the trace has the step'),
      }),
    )
  })
})

describe('a driver of a program with other names', () => {
  const performed: string[] = []
  const driver = {
    perform: async (action: string, performer: string) => {
      performed.push(`${action} of ${performer}`)
      const snapshot = { link: { eth1: 'down', eth2: 'up' } }
      return { kind: 'parked' as const, at: { 'W#01-eth1': 'Bind' }, snapshot }
    },
  } as unknown as GateDriver
  const native: Record<string, string> = { tx0: 'eth1', rx0: 'eth2', 'W#01-tx0': 'W#01-eth1' }

  it('performs with the program’s names, and returns the model’s', async () => {
    const names = ['tx0', 'rx0', 'W#01-tx0']
    const renamed = renamedDriver(driver, names, (name) => native[name] ?? name)
    const outcome = await renamed.perform('LinkDown', 'tx0', new AbortController().signal)
    expect(performed).toEqual(['LinkDown of eth1'])
    expect(outcome).toMatchObject({
      at: { 'W#01-tx0': 'Bind' },
      snapshot: { link: { tx0: 'down', rx0: 'up' } },
    })
  })
})
