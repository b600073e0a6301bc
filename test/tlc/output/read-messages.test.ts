import { describe, expect, it } from 'vitest'
import { captured, exited, read, violated } from '../fixtures.js'

const framed = (code: number, text: string, messageClass = 1) =>
  `@!@!@STARTMSG ${code}:${messageClass} @!@!@\n${text}\n@!@!@ENDMSG ${code} @!@!@\n`

/** The output with another message before TLC's last one. */
function withMessage(output: string, added: string): string {
  return output.replace('@!@!@STARTMSG 2186', () => `${added}@!@!@STARTMSG 2186`)
}

describe('a message', () => {
  const holds = captured('maven', 'holds')
  const broken = captured('maven', 'invariant-violated')

  it('with an unknown code fails with code, class and line', () => {
    const at = holds.slice(0, holds.indexOf('@!@!@STARTMSG 2186')).split('\n').length
    expect(() => read(withMessage(holds, framed(4711, 'new', 3)), exited(0))).toThrow(
      expect.objectContaining({
        code: 'tlc',
        message: 'expected a known TLC message, got code 4711 of class 3',
        where: { line: at },
      }),
    )
  })

  it('with an unknown code fails within another one too', () => {
    const nested = framed(1000, framed(4711, 'new').trimEnd())
    expect(() => read(withMessage(holds, nested), exited(75))).toThrow(/code 4711 of class 1/)
  })

  it.each([
    ['memory, as a message', framed(1001, 'Java ran out of memory.'), /^SYSTEM_OUT_OF_MEMORY: /],
    [
      'memory, as an exception',
      framed(1000, 'The exception was a java.lang.OutOfMemoryError\n: Java heap space'),
      /OutOfMemoryError/,
    ],
    [
      'the JVM, which ends at once',
      'Terminating due to java.lang.OutOfMemoryError: Java heap space\n',
      /^TLC ran out of memory: Terminating/,
    ],
    [
      'the disk',
      framed(1000, 'The exception was a java.io.IOException\n: No space left on device'),
      /No space left/,
    ],
    ['a bug of TLC', framed(2128, 'This is probably a TLC bug.', 2), /^BUG: /],
    [
      'a second verdict',
      framed(2114, 'Deadlock reached.') + framed(2114, 'Deadlock reached.'),
      /one violation/,
    ],
    ['a violation with a success', framed(2114, 'Deadlock reached.'), /expected one verdict/],
  ])('about a failure outside the specification prevents a verdict: %s', (_, added, message) => {
    expect(() => read(withMessage(holds, added), exited(0))).toThrow(
      expect.objectContaining({ code: 'tlc', message: expect.stringMatching(message) }),
    )
  })

  it('that a pass proves less than it claims prevents it', () => {
    const warning = framed(2279, 'Declaring symmetry during liveness checking is dangerous.', 3)
    expect(() => read(withMessage(holds, warning), exited(75))).toThrow(
      expect.objectContaining({ code: 'spec' }),
    )
  })

  it('after the end of the run prevents a verdict', () => {
    expect(() => read(holds + framed(2114, 'Deadlock reached.'), exited(0))).toThrow(
      /expected nothing after the end/,
    )
  })

  it('about memory on stderr overrules a pass: a thread of TLC has died', () => {
    const stderr =
      'Exception in thread "TLCStatePoolWriter" java.lang.OutOfMemoryError: Java heap space\n\tat tlc2'
    expect(() => read(holds, exited(0, stderr))).toThrow(
      /^TLC ran out of memory: Exception in thread/,
    )
  })

  it.each([
    [
      'a state is missing',
      broken.replace('1: <Initial', '0: <Initial'),
      'expected state 1, got state 0',
    ],
    [
      'a state comes twice',
      broken.replace('3: <Switch', '2: <Switch'),
      'expected state 3, got state 2',
    ],
    [
      'an action has no name',
      broken.replace('2: <Switch line', '2: <Switch at'),
      /expected <Action line/,
    ],
    [
      'statistics are unreadable',
      broken.replace('\n5 states generated, 5', '\n5 states, 5'),
      /expected the statistics/,
    ],
    [
      'the time is unreadable',
      broken.replace('Finished in', 'Finished after'),
      /expected the time/,
    ],
    ['a value is unreadable', broken.replace('meter = 0', 'meter = ?'), /got the character "\?"/],
  ])('fails if %s', (_, output, message) => {
    expect(output).not.toBe(broken)
    expect(() => read(output, exited(12))).toThrow(
      expect.objectContaining({ code: 'tlc', message: expect.stringMatching(message) }),
    )
  })

  it('of a violated action property names it', () => {
    const output = broken
      .replaceAll('2110', '2112')
      .replace('Invariant NeverBoth is', 'Action property Small is')
    expect(violated(read(output, exited(13)).verdict)).toMatchObject({
      what: 'action-property',
      property: 'Small',
    })
  })
})
