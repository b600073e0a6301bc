import { describe, expect, it } from 'vitest'
import { PeerupError } from '../../../src/core/error.js'
import { openGate } from '../../../src/replay/gates/gate.js'
import { faultText, type GateFault } from '../../../src/replay/gates/gate-fault.js'
import { type Client, shell } from './gate-client.js'

const hello = '{"hello":"peerup-gate/1","thread":"t","pid":1}'
const arrival = (gate: string) =>
  `{"at":"${gate}","thread":"t","snapshot":{"count":1,"extra":{"frame":true}}}`
/** Shell commands: send a line, wait for a word. */
const send = (...lines: string[]) => lines.map((line) => `printf '%s\\n' '${line}' >&3`).join('; ')
const receive = 'read word <&3'

/** Opens the only gate of a client; `faulted` resolves with the first fault. */
function open(client: Client) {
  const [socket] = client.sockets
  if (socket === undefined) throw new Error('expected a socket')
  let resolveFault: (fault: GateFault) => void = () => {}
  const faulted = new Promise<GateFault>((resolve) => {
    resolveFault = resolve
  })
  const gate = openGate(socket, {
    threads: ['t', 'u'],
    gates: ['Load', 'Store'],
    onFault: resolveFault,
  })
  return { gate, faulted, socket }
}

describe('a gate', () => {
  it('receives the hello and the first arrival, and lets the thread go on', async () => {
    const { gate } = open(
      shell(`${send(hello, arrival('Load'))}; ${receive}; ${send(arrival('Store'))}; ${receive}`),
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

  it('takes a new snapshot while the thread stays parked', async () => {
    const looked = '{"look":"Load","thread":"t","snapshot":{"count":2}}'
    const { gate } = open(
      shell(
        `${send(hello, arrival('Load'))}; ${receive}; [ $word = look ] && ${send(looked)}; ${receive}`,
      ),
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

  it.each(['free', 'abort'] as const)('sends %s, and no fault counts afterwards', async (word) => {
    const client = shell(
      `${send(hello, arrival('Load'))}; ${receive}; [ $word = ${word} ] && exit 7`,
    )
    const { gate, faulted } = open(client)
    await gate.arrived
    gate[word]()
    expect((await client.ended).code).toBe(7)
    expect(await Promise.race([faulted, client.ended])).toEqual({ code: 7, signal: null })
  })

  it('receives messages in pieces and several at once', async () => {
    const [head, tail] = [arrival('Load').slice(0, 9), arrival('Load').slice(9)]
    const pieces = `printf '%s\\n%s' '${hello}' '${head}' >&3; ${receive}; printf '%s\\n' '${tail}' >&3; ${receive}`
    const { gate, socket } = open(shell(pieces))
    // The client waits for a word between the pieces, so the first one arrives alone.
    socket.once('data', () => socket.write('on\n'))
    expect(await gate.arrived).toMatchObject({ kind: 'parked', gate: 'Load' })
  })

  it('accepts one question at a time', async () => {
    const { gate } = open(shell(`${send(hello, arrival('Load'))}; ${receive}; ${receive}`))
    await gate.arrived
    void gate.go()
    expect(() => gate.look()).toThrow(PeerupError)
  })
})

type Case = { claim: string; script: string; question: 'none' | 'go' | 'look'; fault: object }

const parked = send(hello, arrival('Load'))
const running = { thread: 't', lastGate: 'Load' }

const cases: Case[] = [
  {
    claim: 'a line that is not JSON',
    script: send(hello, 'go away'),
    question: 'none',
    fault: {
      kind: 'garbage',
      thread: 't',
      lastGate: null,
      expected: 'one JSON object',
      actual: 'go away',
    },
  },
  {
    claim: 'JSON that is not a message',
    script: send('[1]'),
    question: 'none',
    fault: { kind: 'garbage', thread: null, actual: '[1]' },
  },
  {
    claim: 'an unknown field',
    script: send(hello, '{"at":"Load","thread":"t","snapshot":{},"pid":1}'),
    question: 'none',
    fault: { kind: 'garbage', thread: 't' },
  },
  {
    claim: 'a snapshot with an invalid value',
    script: send(hello, '{"at":"Load","thread":"t","snapshot":{"count":0.5}}'),
    question: 'none',
    fault: {
      kind: 'garbage',
      expected: 'at snapshot.count: expected a safe integer, got 0.5',
    },
  },
  {
    claim: 'half a line',
    script: `${send(hello)}; printf '{"at":"Lo' >&3`,
    question: 'none',
    fault: { kind: 'truncated', actual: '{"at":"Lo' },
  },
  {
    claim: 'half a line in a step',
    script: `${parked}; ${receive}; printf '{"at' >&3`,
    question: 'go',
    fault: { kind: 'truncated', ...running },
  },
  {
    claim: 'another version',
    script: send(hello.replace('/1', '/2')),
    question: 'none',
    fault: { kind: 'version', thread: null, expected: 'peerup-gate/1', actual: 'peerup-gate/2' },
  },
  {
    claim: 'an unexpected thread',
    script: send(hello.replace('"t"', '"x"')),
    question: 'none',
    fault: { kind: 'wrong-thread', thread: null, expected: 'one of t, u', actual: 'x' },
  },
  {
    claim: 'a message of another thread than the hello’s',
    script: send(hello, arrival('Load').replace('"t"', '"u"')),
    question: 'none',
    fault: { kind: 'wrong-thread', expected: 'one of t', actual: 'u' },
  },
  {
    claim: 'a line of more than a MiB',
    script: `${send(hello)}; head -c 1100000 /dev/zero | tr '\\0' x >&3; ${receive}`,
    question: 'none',
    fault: { kind: 'too-long', expected: 'a line of at most 1048576 bytes' },
  },
  {
    claim: 'an unknown gate',
    script: send(hello, arrival('Jump')),
    question: 'none',
    fault: { kind: 'unknown-gate', expected: 'one of Load, Store', actual: 'Jump' },
  },
  {
    claim: 'a look from another gate',
    script: `${parked}; ${receive}; ${send('{"look":"Store","thread":"t","snapshot":{}}')}`,
    question: 'look',
    fault: { kind: 'unknown-gate', expected: 'one of Load', actual: 'Store' },
  },
  {
    claim: 'a gate before the hello',
    script: send(arrival('Load')),
    question: 'none',
    fault: { kind: 'unexpected', expected: 'a hello', actual: '"at"' },
  },
  {
    claim: 'a second hello',
    script: send(hello, hello),
    question: 'none',
    fault: { kind: 'unexpected', actual: '"hello"' },
  },
  {
    claim: 'a look that answers a go',
    script: `${parked}; ${receive}; ${send('{"look":"Load","thread":"t","snapshot":{}}')}`,
    question: 'go',
    fault: { kind: 'unexpected', expected: '"at"', actual: '"look"', ...running },
  },
  {
    claim: 'end of file before the hello',
    script: 'exit 0',
    question: 'none',
    fault: { kind: 'vanished', thread: null, expected: 'a hello', actual: 'end of file' },
  },
  {
    claim: 'end of file in a step',
    script: `${parked}; ${receive}; exit 1`,
    question: 'go',
    fault: { kind: 'vanished', expected: '"at"', actual: 'end of file', ...running },
  },
  {
    claim: 'a program that is killed in a step',
    script: `${parked}; ${receive}; kill -9 $$`,
    question: 'go',
    fault: { kind: 'vanished', ...running },
  },
]

describe('a gate whose client violates the protocol', () => {
  it.each(cases)('reports $claim', async ({ script, question, fault }) => {
    const { gate, faulted } = open(shell(script))
    const first = await gate.arrived
    const reply = question === 'none' ? first : await gate[question]()
    if (question !== 'none') expect(first.kind).toBe('parked')
    expect(reply).toMatchObject(fault)
    expect(await faulted).toBe(reply)
    // A broken gate stays broken.
    expect(await gate.go()).toBe(reply)
  })

  it('reports a message without a question', async () => {
    const { gate, faulted } = open(
      shell(`${send(hello, arrival('Load'), arrival('Store'))}; ${receive}`),
    )
    expect(await gate.arrived).toMatchObject({ kind: 'parked', gate: 'Load' })
    expect(await faulted).toMatchObject({
      kind: 'unexpected',
      expected: 'nothing',
      actual: '"at"',
      ...running,
    })
  })

  it('reports a thread that vanishes without a question', async () => {
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

  it('words its fault for a verdict’s reason', () => {
    const fault = {
      kind: 'vanished',
      thread: 't',
      lastGate: 'Load',
      expected: '"at"',
      actual: 'end of file',
    } as const
    expect(faultText(fault)).toBe('vanished: t (last gate Load): expected "at", got end of file')
  })
})
