import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../../src/core/mapping.js'
import type { GateDriver } from '../../../src/replay/gates/gate-driver.js'
import { renamedDriver } from '../../../src/replay/program/renamed-driver.js'
import { plainAdapter } from '../../../src/replay/program/testbed.js'
import { Injector } from '../../../src/suricata/network/injector.js'
import { expectLinkUse, linkUseOf } from '../../../src/suricata/network/link-use.js'
import { type Links, linksOf } from '../../../src/suricata/network/links.js'
import type { Network } from '../../../src/suricata/network/network.js'
import { bringFrame, probePairs } from '../../../src/suricata/network/probes.js'
import { performLink, setLink } from '../../../src/suricata/network/set-link.js'
import { parseTopology } from '../../../src/suricata/network/topology.js'
import { lasso, loopingTrace, threads, mapping as toy, toyTrace } from '../../replay/machine/toy.js'

/** The toy's lamps as links: the driver sets them up and down. */
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

/** An injector that answers what the script says, and the commands that it was given. */
function scripted(answer: (command: string) => object) {
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
  const { commands, injector } = scripted(answer)
  const network: Network = { injector, links: linksOf(topology), topology, down: new Set(down) }
  return { commands, network }
}

describe('setting a link', () => {
  it('is a command to the injector, and what is down is kept in mind', async () => {
    const { commands, network } = networkOf()
    await performLink(network, mapping, 'SwitchOff', 'rx0')
    expect([...network.down]).toEqual(['rx0'])
    await performLink(network, mapping, 'SwitchOn', 'rx0')
    expect([...network.down]).toEqual([])
    expect(commands).toEqual(['link rx0 down', 'link rx0 up'])
  })

  it('is an error for an interface that the topology does not have, and nothing is sent', async () => {
    const { commands, network } = networkOf()
    await expect(setLink(network, 'tx7', 'down')).rejects.toMatchObject({
      code: 'trace',
      message: 'expected one of the interfaces tx0, rx0, got tx7',
    })
    expect(commands).toEqual([])
  })

  it('is an error for an action that sets no link', async () => {
    const { network } = networkOf()
    await expect(performLink(network, mapping, 'Load', 'tx0')).rejects.toMatchObject({
      code: 'mapping',
      message: 'expected an action that the testbed knows (sets a link up or down), got Load',
    })
  })

  it('is an error in a program without a network', async () => {
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
  ])(
    'is an error if the injector answers %s, and the link counts as it was',
    async (_, answer, says) => {
      const { network } = networkOf(() => answer)
      await expect(setLink(network, 'tx0', 'down')).rejects.toThrow(says)
      expect([...network.down]).toEqual([])
    },
  )
})

describe('traffic', () => {
  it('is probed only once all links are up', async () => {
    const { commands, network } = networkOf(obedient, ['tx0'])
    const { afterwards } = await probePairs(network, { count: 10, deadlineMs: 100 })
    expect(afterwards).toBe('forwards')
    expect(commands).toEqual(['link tx0 up', 'probe tx0 rx0 1 10 100', 'probe rx0 tx0 1 10 100'])
  })

  it('cannot be brought to an interface that is down', async () => {
    const { commands, network } = networkOf(obedient, ['tx0'])
    const world = {} as GateDriver
    const { signal } = new AbortController()
    await expect(bringFrame(network, world, 'W#01-tx0', {}, signal)).rejects.toMatchObject({
      code: 'trace',
      message: 'expected tx0 up for a frame to W#01-tx0, it is down',
    })
    expect(commands).toEqual([])
  })
})

describe('what a trace does with links', () => {
  it('is read off its first state and its steps', () => {
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
    // One lamp that goes out, and in the closing step on again.
    const [first, second] = loopingTrace(lasso).states.slice(14)
    if (first === undefined || second === undefined) throw new Error('expected two states')
    const states = [{ ...first, step: null }]
    expect(linkUseOf({ ...toyTrace(), states, loop: null }, toy).changes).toBe(false)
    const lit = { ...first.state, lamp: second.state.lamp ?? {} }
    const going = [
      { step: null, state: lit },
      { step: { performer: threads[0], action: 'Take' }, state: first.state },
    ]
    expect(linkUseOf({ ...toyTrace(), states: going, loop: 0 }, toy).changes).toBe(true)
  })

  it.each([
    ['is down at the start', { down: ['tx0'], changes: false }, 'got tx0 down'],
    ['changes', { down: [], changes: true }, 'got one in which a link changes'],
  ])('is refused on interfaces of the user’s own if a link %s', (_, use, says) => {
    const own: Links = { ...linksOf(topology), own: true }
    const refused = expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(says),
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

describe('a world with other names', () => {
  const performed: string[] = []
  const world = {
    perform: async (action: string, performer: string) => {
      performed.push(`${action} of ${performer}`)
      const snapshot = { link: { eth1: 'down', eth2: 'up' } }
      return { kind: 'parked' as const, at: { 'W#01-eth1': 'Bind' }, snapshot }
    },
  } as unknown as GateDriver
  const native: Record<string, string> = { tx0: 'eth1', rx0: 'eth2', 'W#01-tx0': 'W#01-eth1' }

  it('performs for the interface of the other name, and reads links by the model’s', async () => {
    const names = ['tx0', 'rx0', 'W#01-tx0']
    const renamed = renamedDriver(world, names, (name) => native[name] ?? name)
    const met = await renamed.perform('LinkDown', 'tx0', new AbortController().signal)
    expect(performed).toEqual(['LinkDown of eth1'])
    expect(met).toMatchObject({
      at: { 'W#01-tx0': 'Bind' },
      snapshot: { link: { tx0: 'down', rx0: 'up' } },
    })
  })
})
