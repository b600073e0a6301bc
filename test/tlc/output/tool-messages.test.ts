import { describe, expect, it } from 'vitest'
import { createToolMessageParser, type ToolMessage } from '../../../src/tlc/output/tool-messages.js'

function cut(output: string) {
  const frames: ToolMessage[] = []
  const outside: [string, number][] = []
  const framer = createToolMessageParser({
    frame: (frame) => frames.push(frame),
    outside: (text, line) => outside.push([text, line]),
  })
  framer.push(output)
  framer.end()
  return { frames, outside }
}

const start = (code: number, messageClass = 0) => `@!@!@STARTMSG ${code}:${messageClass} @!@!@`
const end = (code: number) => `@!@!@ENDMSG ${code} @!@!@`

describe('a frame', () => {
  it('has a code, a class, its first line and its text', () => {
    const { frames } = cut(`${start(2217, 4)}\n1: <Initial predicate>\nx = 0\n\n${end(2217)}\n`)
    expect(frames).toEqual([
      { code: 2217, class: 4, line: 1, text: '1: <Initial predicate>\nx = 0\n', nested: [] },
    ])
  })

  it('may have frames within, to any depth, whose text is not its own', () => {
    const inner = `${start(2132)}\ninner\n${end(2132)}`
    const { frames } = cut(
      `${start(1000, 1)}\nbefore\n${start(2154)}\n${inner}\n${end(2154)}\nafter\n${end(1000)}\n`,
    )
    expect(frames).toMatchObject([
      {
        code: 1000,
        text: 'before\nafter',
        nested: [{ code: 2154, line: 3, nested: [{ code: 2132, text: 'inner' }] }],
      },
    ])
  })

  it('may begin in the middle of a line, where one message quotes another', () => {
    const { frames } = cut(
      `${start(1000, 1)}\nthrown\n: ${start(5006)}\nno keyword\n${end(5006)}.\n${end(1000)}\n`,
    )
    expect(frames).toMatchObject([
      { code: 1000, text: 'thrown\n: \n.', nested: [{ code: 5006, text: 'no keyword' }] },
    ])
  })

  it('does not begin in a string that a specification prints', () => {
    const line = `<<"${start(2193)}", 1>>`
    expect(cut(`${line}\n"${end(1)}"\n`)).toEqual({
      frames: [],
      outside: [
        [line, 1],
        [`"${end(1)}"`, 2],
      ],
    })
  })

  it('leaves the lines around it outside', () => {
    const { outside } = cut(
      `Parsing file a\n${start(2220)}\nStarting\n${end(2220)}\nParsing file b\n`,
    )
    expect(outside).toEqual([
      ['Parsing file a', 1],
      ['Parsing file b', 5],
    ])
  })
})

describe('framing', () => {
  it.each([
    [
      'an end without a beginning',
      `${end(1)}\n`,
      'expected the end of no open message, got the end of message 1',
      1,
    ],
    [
      'the end of another frame',
      `${start(1)}\n${end(2)}\n`,
      'expected the end of message 1, got the end of message 2',
      2,
    ],
    [
      'the end of the outer frame first',
      `${start(1)}\n${start(2)}\n${end(1)}\n`,
      'expected the end of message 2, got the end of message 1',
      3,
    ],
    [
      'a marker that is neither',
      '@!@!@STARTMSG x:0 @!@!@\n',
      "expected a frame's first or last line, got @!@!@STARTMSG x:0 @!@!@",
      1,
    ],
    [
      'output that ends within a frame',
      `${start(7)}\ntext\n`,
      "expected the end of message 7, got the end of TLC's output",
      2,
    ],
    [
      'output that ends within a line',
      `${start(7)}\n${end(7)}`,
      "expected the end of message 7, got the end of TLC's output",
      1,
    ],
    [
      'output that ends within a line outside',
      'Parsing',
      "expected a line end, got the end of TLC's output",
      1,
    ],
  ])('refuses %s', (_, output, message, line) => {
    expect(() => cut(output)).toThrow(
      expect.objectContaining({ code: 'tlc', message, where: { line } }),
    )
  })
})
