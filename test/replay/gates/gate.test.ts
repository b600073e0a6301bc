import { describe, expect, it } from 'vitest'
import { PeerupError } from '../../../src/core/error.js'
import { openGate } from '../../../src/replay/gates/gate.js'
import { faultText, type GateFault } from '../../../src/replay/gates/gate-fault.js'
import { type Client, shell } from './gate-client.js'

const hello = '{"hello":"peerup-gate/1","thread":"t","pid":1}'
const arrival = (gate: string) =>
  `{"at":"${gate}","thread":"t","snapshot":{"count":1,"extra":{"frame":true}}}`
/** Shell commands: say a line, wait for a word. */
const say = (...lines: string[]) => lines.map((line) => `printf '%s\\n' '${line}' >&3`).join('; ')
const hear = 'read word <&3'

/** Opens the only gate of a client; `faulted` resolves with the fault that is seen first. */
function open(client: Client) {
  const [socket] = client.sockets
  if (socket === undefined) throw new Error('expected a socket')
  let tell: (fault: GateFault) => void = () => {}
  const faulted = new Promise<GateFault>((resolve) => {
    tell = resolve
  })
  const gate = openGate(socket, { threads: ['t', 'u'], gates: ['Load', 'Store'], onFault: tell })
  return { gate, faulted, socket }
}

describe('a gate', () => {
  it('hears the hello and the first gate, and lets the thread go on', async () => {
    const { gate } = open(
      shell(`${say(hello, arrival('Load'))}; ${hear}; ${say(arrival('Store'))}; ${hear}`),
    )
    expect(gate.thread()).toBeNull()
    expect(await gate.arrived).toEqual({
      kind: 'parked',
      ranMs: 0,
      thread: 't',
      gate: 'Load',
      snapshot: { count: 1, extra: { frame: true } },
    })
    expect(gate.thread()).toBe('t')
    expect(await gate.go()).toMatchObject({ kind: 'parked', gate: 'Store' })
    expect(gate.lastGate()).toBe('Store')
  })

  it('has the thread look again without moving it', async () => {
    const looked = '{"look":"Load","thread":"t","snapshot":{"count":2}}'
    const { gate } = open(
      shell(`${say(hello, arrival('Load'))}; ${hear}; [ $word = look ] && ${say(looked)}; ${hear}`),
    )
    await gate.arrived
    expect(await gate.look()).toEqual({
      kind: 'parked',
      ranMs: 0,
      thread: 't',
      gate: 'Load',
      snapshot: { count: 2 },
    })
    expect(gate.lastGate()).toBe('Load')
  })

  it.each(['free', 'abort'] as const)('says %s, and then nothing is a fault', async (word) => {
    const client = shell(`${say(hello, arrival('Load'))}; ${hear}; [ $word = ${word} ] && exit 7`)
    const { gate, faulted } = open(client)
    await gate.arrived
    gate[word]()
    expect((await client.ended).code).toBe(7)
    expect(await Promise.race([faulted, client.ended])).toEqual({ code: 7, signal: null })
  })

  it('hears messages that come in pieces and several at once', async () => {
    const [head, tail] = [arrival('Load').slice(0, 9), arrival('Load').slice(9)]
    const pieces = `printf '%s\\n%s' '${hello}' '${head}' >&3; ${hear}; printf '%s\\n' '${tail}' >&3; ${hear}`
    const { gate, socket } = open(shell(pieces))
    // The client waits for us between the pieces: the first one has come alone.
    socket.once('data', () => socket.write('on\n'))
    expect(await gate.arrived).toMatchObject({ kind: 'parked', gate: 'Load' })
  })

  it('is asked one question at a time', async () => {
    const { gate } = open(shell(`${say(hello, arrival('Load'))}; ${hear}; ${hear}`))
    await gate.arrived
    void gate.go()
    expect(() => gate.look()).toThrow(PeerupError)
  })
})

type Case = { claim: string; script: string; asks: 'nothing' | 'go' | 'look'; fault: object }

const parked = say(hello, arrival('Load'))
const running = { thread: 't', lastGate: 'Load' }

const cases: Case[] = [
  {
    claim: 'a line that is not JSON',
    script: say(hello, 'go away'),
    asks: 'nothing',
    fault: {
      kind: 'garbage',
      thread: 't',
      lastGate: null,
      expected: 'one JSON object',
      came: 'go away',
    },
  },
  {
    claim: 'JSON that is no message',
    script: say('[1]'),
    asks: 'nothing',
    fault: { kind: 'garbage', thread: null, came: '[1]' },
  },
  {
    claim: 'an unknown field',
    script: say(hello, '{"at":"Load","thread":"t","snapshot":{},"pid":1}'),
    asks: 'nothing',
    fault: { kind: 'garbage', thread: 't' },
  },
  {
    claim: 'a snapshot with what is no value',
    script: say(hello, '{"at":"Load","thread":"t","snapshot":{"count":0.5}}'),
    asks: 'nothing',
    fault: {
      kind: 'garbage',
      expected: 'at snapshot.count: expected a safe integer, got 0.5',
    },
  },
  {
    claim: 'half a line',
    script: `${say(hello)}; printf '{"at":"Lo' >&3`,
    asks: 'nothing',
    fault: { kind: 'truncated', came: '{"at":"Lo' },
  },
  {
    claim: 'half a line in a step',
    script: `${parked}; ${hear}; printf '{"at' >&3`,
    asks: 'go',
    fault: { kind: 'truncated', ...running },
  },
  {
    claim: 'another version',
    script: say(hello.replace('/1', '/2')),
    asks: 'nothing',
    fault: { kind: 'version', thread: null, expected: 'peerup-gate/1', came: 'peerup-gate/2' },
  },
  {
    claim: 'a thread that nobody expects',
    script: say(hello.replace('"t"', '"x"')),
    asks: 'nothing',
    fault: { kind: 'wrong-thread', thread: null, expected: 'one of t, u', came: 'x' },
  },
  {
    claim: 'a message of another thread than the hello’s',
    script: say(hello, arrival('Load').replace('"t"', '"u"')),
    asks: 'nothing',
    fault: { kind: 'wrong-thread', expected: 'one of t', came: 'u' },
  },
  {
    claim: 'a line of more than a MiB',
    script: `${say(hello)}; head -c 1100000 /dev/zero | tr '\\0' x >&3; ${hear}`,
    asks: 'nothing',
    fault: { kind: 'too-long', expected: 'a line of at most 1048576 bytes' },
  },
  {
    claim: 'an unknown gate',
    script: say(hello, arrival('Jump')),
    asks: 'nothing',
    fault: { kind: 'unknown-gate', expected: 'one of Load, Store', came: 'Jump' },
  },
  {
    claim: 'a look from another gate',
    script: `${parked}; ${hear}; ${say('{"look":"Store","thread":"t","snapshot":{}}')}`,
    asks: 'look',
    fault: { kind: 'unknown-gate', expected: 'one of Load', came: 'Store' },
  },
  {
    claim: 'a gate before the hello',
    script: say(arrival('Load')),
    asks: 'nothing',
    fault: { kind: 'unasked', expected: 'a hello', came: '"at"' },
  },
  {
    claim: 'a second hello',
    script: say(hello, hello),
    asks: 'nothing',
    fault: { kind: 'unasked', came: '"hello"' },
  },
  {
    claim: 'a look that answers a go',
    script: `${parked}; ${hear}; ${say('{"look":"Load","thread":"t","snapshot":{}}')}`,
    asks: 'go',
    fault: { kind: 'unasked', expected: '"at"', came: '"look"', ...running },
  },
  {
    claim: 'end of file before the hello',
    script: 'exit 0',
    asks: 'nothing',
    fault: { kind: 'vanished', thread: null, expected: 'a hello', came: 'end of file' },
  },
  {
    claim: 'end of file in a step',
    script: `${parked}; ${hear}; exit 1`,
    asks: 'go',
    fault: { kind: 'vanished', expected: '"at"', came: 'end of file', ...running },
  },
  {
    claim: 'a program that is killed in a step',
    script: `${parked}; ${hear}; kill -9 $$`,
    asks: 'go',
    fault: { kind: 'vanished', ...running },
  },
]

describe('a gate whose client does not keep to the protocol', () => {
  it.each(cases)('tells of $claim', async ({ script, asks, fault }) => {
    const { gate, faulted } = open(shell(script))
    const first = await gate.arrived
    const heard = asks === 'nothing' ? first : await gate[asks]()
    if (asks !== 'nothing') expect(first.kind).toBe('parked')
    expect(heard).toMatchObject(fault)
    expect(await faulted).toBe(heard)
    // A broken gate stays broken.
    expect(await gate.go()).toBe(heard)
  })

  it('tells of a message that nothing asked for while nobody waits', async () => {
    const { gate, faulted } = open(
      shell(`${say(hello, arrival('Load'), arrival('Store'))}; ${hear}`),
    )
    expect(await gate.arrived).toMatchObject({ kind: 'parked', gate: 'Load' })
    expect(await faulted).toMatchObject({
      kind: 'unasked',
      expected: 'nothing',
      came: '"at"',
      ...running,
    })
  })

  it('tells of a thread that vanishes while nobody waits', async () => {
    const { gate, faulted } = open(shell(parked))
    expect(await gate.arrived).toMatchObject({ kind: 'parked' })
    expect(await faulted).toMatchObject({ kind: 'vanished', expected: 'the thread to stay parked' })
  })

  it('is broken from the start on a socket that is closed already', async () => {
    const client = shell('exit 0')
    const { socket } = open(client)
    socket.destroy()
    const gate = openGate(socket, { threads: ['t'], gates: [] })
    expect(await gate.arrived).toMatchObject({ kind: 'vanished' })
  })

  it('says it in a sentence', () => {
    const fault = {
      kind: 'vanished',
      thread: 't',
      lastGate: 'Load',
      expected: '"at"',
      came: 'end of file',
    } as const
    expect(faultText(fault)).toBe('vanished: t (last gate Load): expected "at", got end of file')
  })
})
