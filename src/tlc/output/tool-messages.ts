import { PeerupError } from '../../core/error.js'

/** One message of TLC in the frame that `-tool` puts around it: `@!@!@STARTMSG code:class @!@!@` ... */
export type ToolMessage = {
  code: number
  /** 0 message, 1 error, 2 bug, 3 warning, 4 state */
  class: number
  /** Its first line in TLC's output, from 1. */
  line: number
  /** Its lines, without those of nested messages. */
  text: string
  nested: ToolMessage[]
}

export type ToolMessageSink = {
  /** A complete outermost message, with its nested messages. */
  message(message: ToolMessage): void
  /** A line outside of messages: the parser's, or PrintT's. */
  outside(text: string, line: number): void
}

export type ToolMessageParser = {
  push(chunk: string): void
  /** Throws a PeerupError `tlc` if the output ends within a line or a message. */
  end(): void
}

type OpenMessage = { message: ToolMessage; lines: string[] }

const marker = '@!@!@'
const outputEnd = "the end of TLC's output"
// A quoted message starts behind the quoting one's ": ", in the middle of a line.
const opening = /^(.*)@!@!@STARTMSG (-?\d+):(\d+) @!@!@$/
const closing = /^@!@!@ENDMSG (-?\d+) @!@!@(.*)$/

/**
 * Splits TLC's output, in chunks that end anywhere, into messages and the lines outside of them.
 * `push` throws a PeerupError `tlc` with the line for a frame that is not well nested.
 */
export function createToolMessageParser(sink: ToolMessageSink): ToolMessageParser {
  const stack: OpenMessage[] = []
  let rest = ''
  let line = 0

  const takeLine = (text: string) => {
    line += 1
    const start = text.endsWith(marker) ? opening.exec(text) : null
    const end = text.startsWith(marker) ? closing.exec(text) : null
    if (start !== null) open(stack, sink, start, line)
    else if (end !== null) close(stack, sink, end, line)
    else if (text.startsWith(marker)) throw malformed('STARTMSG or ENDMSG', text, line)
    else write(stack, sink, text, line)
  }

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) takeLine(text)
    },
    end() {
      const innermost = stack.at(-1)?.message
      if (innermost !== undefined) {
        throw malformed(`the end of message ${innermost.code}`, outputEnd, line)
      }
      if (rest !== '') throw malformed('a line end', outputEnd, line + 1)
    },
  }
}

function open(
  stack: OpenMessage[],
  sink: ToolMessageSink,
  start: RegExpExecArray,
  line: number,
): void {
  const [, before = '', code, messageClass] = start
  if (before !== '') write(stack, sink, before, line)
  const message = { code: Number(code), class: Number(messageClass), line, text: '', nested: [] }
  stack.push({ message, lines: [] })
}

function close(
  stack: OpenMessage[],
  sink: ToolMessageSink,
  end: RegExpExecArray,
  line: number,
): void {
  const [, code, after = ''] = end
  const top = stack.pop()
  if (top === undefined || top.message.code !== Number(code)) {
    const expected = top === undefined ? 'no end' : `the end of message ${top.message.code}`
    throw malformed(expected, `the end of message ${code}`, line)
  }
  const message = { ...top.message, text: top.lines.join('\n') }
  const outer = stack.at(-1)
  if (outer === undefined) sink.message(message)
  else outer.message.nested.push(message)
  if (after !== '') write(stack, sink, after, line)
}

function write(stack: OpenMessage[], sink: ToolMessageSink, text: string, line: number): void {
  const top = stack.at(-1)
  if (top === undefined) sink.outside(text, line)
  else top.lines.push(text)
}

function malformed(expected: string, actual: string, line: number): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`, { where: { line } })
}
