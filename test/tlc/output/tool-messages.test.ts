import { describe, expect, it } from 'vitest'
import { createToolMessageParser, type ToolMessage } from '../../../src/tlc/output/tool-messages.js'

function parse(output: string) {
  const messages: ToolMessage[] = []
  const outside: [string, number][] = []
  const parser = createToolMessageParser({
    message: (message) => messages.push(message),
    outside: (text, line) => outside.push([text, line]),
  })
  parser.push(output)
  parser.end()
  return { messages, outside }
}

const start = (code: number, messageClass = 0) => `@!@!@STARTMSG ${code}:${messageClass} @!@!@`
const end = (code: number) => `@!@!@ENDMSG ${code} @!@!@`

describe('a tool message', () => {
  it('has a code, a class, a line and a text', () => {
    const { messages } = parse(`${start(2217, 4)}\n1: <Initial predicate>\nx = 0\n\n${end(2217)}\n`)
    expect(messages).toEqual([
      { code: 2217, class: 4, line: 1, text: '1: <Initial predicate>\nx = 0\n', nested: [] },
    ])
  })

  it('may nest others to any depth, whose text is not its own', () => {
    const inner = `${start(2132)}\ninner\n${end(2132)}`
    const { messages } = parse(
      `${start(1000, 1)}\nbefore\n${start(2154)}\n${inner}\n${end(2154)}\nafter\n${end(1000)}\n`,
    )
    expect(messages).toMatchObject([
      {
        code: 1000,
        text: 'before\nafter',
        nested: [{ code: 2154, line: 3, nested: [{ code: 2132, text: 'inner' }] }],
      },
    ])
  })

  it('may begin in the middle of a line, quoted by another', () => {
    const { messages } = parse(
      `${start(1000, 1)}\nthrown\n: ${start(5006)}\nno keyword\n${end(5006)}.\n${end(1000)}\n`,
    )
    expect(messages).toMatchObject([
      { code: 1000, text: 'thrown\n: \n.', nested: [{ code: 5006, text: 'no keyword' }] },
    ])
  })

  it('does not begin in a printed string', () => {
    const line = `<<"${start(2193)}", 1>>`
    expect(parse(`${line}\n"${end(1)}"\n`)).toEqual({
      messages: [],
      outside: [
        [line, 1],
        [`"${end(1)}"`, 2],
      ],
    })
  })

  it('leaves the lines around it outside', () => {
    const { outside } = parse(
      `Parsing file a\n${start(2220)}\nStarting\n${end(2220)}\nParsing file b\n`,
    )
    expect(outside).toEqual([
      ['Parsing file a', 1],
      ['Parsing file b', 5],
    ])
  })
})

describe('the tool message parser', () => {
  it.each([
    ['an end without a start', `${end(1)}\n`, 'expected no end, got the end of message 1', 1],
    [
      'the end of another message',
      `${start(1)}\n${end(2)}\n`,
      'expected the end of message 1, got the end of message 2',
      2,
    ],
    [
      'the end of the outer message first',
      `${start(1)}\n${start(2)}\n${end(1)}\n`,
      'expected the end of message 2, got the end of message 1',
      3,
    ],
    [
      'a marker that is neither',
      '@!@!@STARTMSG x:0 @!@!@\n',
      'expected STARTMSG or ENDMSG, got @!@!@STARTMSG x:0 @!@!@',
      1,
    ],
    [
      'output that ends within a message',
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
      'output that ends within a line outside of messages',
      'Parsing',
      "expected a line end, got the end of TLC's output",
      1,
    ],
  ])('refuses %s', (_, output, message, line) => {
    expect(() => parse(output)).toThrow(
      expect.objectContaining({ code: 'tlc', message, where: { line } }),
    )
  })
})
