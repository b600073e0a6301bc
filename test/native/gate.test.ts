import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { nativeFolder, supervise } from '../../src/process/supervise.js'
import { RawGate } from './raw-gate.js'
import { within } from './waiting.js'

const program = join(nativeFolder, 'lost-update')

function start(variant: string, gates = 'a=4,b=5') {
  const supervised = supervise(program, ['--variant', variant], {
    sockets: 2,
    env: { PEERUP_GATES: gates },
  })
  return {
    a: new RawGate(supervised.sockets[0]),
    b: new RawGate(supervised.sockets[1]),
    stdout: text(supervised.stdout),
    stderr: text(supervised.stderr),
    ended: within(10_000, 'the end', supervised.ended),
  }
}

const hello = (thread: string) => ({
  hello: 'peerup-gate/1',
  thread,
  pid: expect.any(Number),
})

const at = (gate: string, thread: string, counter: number, a: number, b: number) => ({
  at: gate,
  thread,
  ran_us: expect.any(Number),
  snapshot: { counter, local: { a, b } },
})

describe('a gate', () => {
  it('stops a thread until the driver releases it: an update is lost on demand', async () => {
    const { a, b, stdout, ended } = start('load-store')
    expect(await a.next()).toEqual(hello('a'))
    expect(await b.next()).toEqual(hello('b'))
    expect(await a.next()).toEqual(at('Load', 'a', 0, 0, 0))
    expect(await b.next()).toEqual(at('Load', 'b', 0, 0, 0))
    expect(await a.ask('go')).toEqual(at('Store', 'a', 0, 0, 0))
    expect(await b.ask('go')).toEqual(at('Store', 'b', 0, 0, 0))
    expect(await a.ask('go')).toEqual(at('Done', 'a', 1, 0, 0))
    expect(await b.ask('go')).toEqual(at('Done', 'b', 1, 0, 0))
    a.write('go\n')
    b.write('go\n')
    expect(await stdout).toBe('counter: 1\n')
    expect(await ended).toEqual({ code: 0, signal: null })
  })

  it('shows an atomic addition as one step', async () => {
    const { a, b, stdout } = start('atomic')
    await a.next()
    await b.next()
    expect(await a.next()).toEqual(at('Load', 'a', 0, 0, 0))
    expect(await b.next()).toEqual(at('Load', 'b', 0, 0, 0))
    expect(await a.ask('go')).toEqual(at('Done', 'a', 1, 1, 0))
    expect(await b.ask('go')).toEqual(at('Done', 'b', 2, 1, 2))
    a.write('go\n')
    b.write('go\n')
    expect(await stdout).toBe('counter: 2\n')
  })

  it('sends a new snapshot on look, and the thread stays', async () => {
    const { a, b, stdout } = start('load-store')
    await a.next()
    await b.next()
    await a.next()
    await b.next()
    await a.ask('go')
    await a.ask('go')
    expect(await b.ask('look')).toEqual({
      look: 'Load',
      thread: 'b',
      snapshot: { counter: 1, local: { a: 0, b: 0 } },
    })
    expect(await b.ask('go')).toEqual(at('Store', 'b', 1, 0, 1))
    a.write('free\n')
    b.write('free\n')
    expect(await stdout).toBe('counter: 2\n')
  })

  it('never stops its thread again after free', async () => {
    const { a, b, stdout } = start('load-store')
    a.write('free\n')
    b.write('free\n')
    expect(await stdout).toMatch(/^counter: [12]\n$/)
    expect([await a.next(), await a.next(), await a.next()]).toEqual([
      hello('a'),
      expect.objectContaining({ at: 'Load' }),
      null,
    ])
    expect(await b.next()).toEqual(hello('b'))
  })

  it('accepts words that arrive together or in pieces', async () => {
    const { a, b, stdout } = start('load-store')
    a.write('go\ngo\nlo')
    expect([await a.next(), await a.next(), await a.next(), await a.next()]).toMatchObject([
      hello('a'),
      { at: 'Load' },
      { at: 'Store' },
      { at: 'Done', snapshot: { counter: 1 } },
    ])
    a.write('ok\ngo\n')
    expect(await a.next()).toMatchObject({ look: 'Done' })
    b.write('go\ngo\ngo\n')
    expect(await stdout).toBe('counter: 2\n')
  })

  it.each([
    ['abort', (gate: RawGate) => gate.write('abort\n')],
    ['end of file', (gate: RawGate) => gate.close()],
  ])('ends the program on %s, whatever the other threads do', async (_, act) => {
    const { a, b, stdout, stderr, ended } = start('load-store')
    await a.next()
    await a.next()
    act(a)
    expect(await ended).toEqual({ code: 0, signal: null })
    expect(await b.next()).toEqual(hello('b'))
    expect([await stdout, await stderr]).toEqual(['', ''])
  })

  it.each([
    ['gone\n', 'expected go, look, free or abort, got "gone"'],
    ['\n', 'expected go, look, free or abort, got ""'],
    ['go \n', 'expected go, look, free or abort, got "go "'],
    ['go\r\n', 'got "go\r"'],
    ['x'.repeat(1000), 'got a line of more than 16 bytes'],
  ])('takes %j for an error of the driver', async (words, message) => {
    const { a, stderr, ended } = start('load-store')
    a.write(words)
    expect(await ended).toEqual({ code: 70, signal: null })
    expect(await stderr).toContain(`peerup-gate: a: `)
    expect(await stderr).toContain(message)
  })

  it('takes half a line for an error of the driver', async () => {
    const { a, stderr, ended } = start('load-store')
    a.write('g')
    a.close()
    expect(await ended).toEqual({ code: 70, signal: null })
    expect(await stderr).toBe('peerup-gate: a: expected the end of a line, got end of file\n')
  })

  it.each([
    ['a', 'expected PEERUP_GATES=name=number,..., got "a"'],
    ['a=', 'got "a="'],
    ['a=4b', 'got "a=4b"'],
    ['a=0', 'got "a=0"'],
    ['a=9', 'descriptor 9: Bad file descriptor'],
  ])('rejects PEERUP_GATES=%s', async (gates, message) => {
    const { stderr, ended } = start('load-store', gates)
    expect(await ended).toEqual({ code: 70, signal: null })
    expect(await stderr).toContain(message)
  })

  it('does not stop a thread that PEERUP_GATES does not name', async () => {
    const { b, stdout } = start('load-store', 'b=5')
    expect(await b.next()).toEqual(hello('b'))
    expect(await b.next()).toMatchObject({ at: 'Load' })
    b.write('free\n')
    expect(await stdout).toMatch(/^counter: [12]\n$/)
  })
})

it('the example names its variants on wrong usage', async () => {
  const supervised = supervise(program, ['--variant', 'none'])
  expect(await text(supervised.stderr)).toContain('load-store|atomic')
  expect(await supervised.ended).toEqual({ code: 2, signal: null })
})
