import { PeerupError } from '../../core/error.js'

/** One message of TLC, as `-tool` frames it. */
export type ToolMessage = {
  code: number
  /** 0 message, 1 error, 2 bug, 3 warning, 4 state */
  class: number
  /** The line of TLC's output that opened it, from 1. */
  line: number
  /** Its own lines, without those of the frames within. */
  text: string
  nested: ToolMessage[]
}

export type ToolMessageSink = {
  /** A whole outermost frame, with all frames in it. */
  frame(frame: ToolMessage): void
  /** A line that stands in no frame: what the parser says, what PrintT prints. */
  outside(text: string, line: number): void
}

export type ToolMessageParser = {
  push(chunk: string): void
  /** Throws a PeerupError `tlc` if the output ends within a line or a frame. */
  end(): void
}

type Open = { frame: ToolMessage; lines: string[] }

const marker = '@!@!@'
// A message quoted by another one follows its ": " on the same line, so this may start anywhere.
const opening = /^(.*)@!@!@STARTMSG (-?\d+):(\d+) @!@!@$/
const closing = /^@!@!@ENDMSG (-?\d+) @!@!@(.*)$/

/** Cuts TLC's output, given in chunks that end anywhere, into frames and the lines outside of them. */
export function createToolMessageParser(sink: ToolMessageSink): ToolMessageParser {
  const stack: Open[] = []
  let rest = ''
  let line = 0

  const takeLine = (text: string) => {
    line += 1
    const start = text.endsWith(marker) ? opening.exec(text) : null
    const end = text.startsWith(marker) ? closing.exec(text) : null
    if (start !== null) open(stack, sink, start, line)
    else if (end !== null) close(stack, sink, end, line)
    else if (text.startsWith(marker))
      throw broken(`expected a frame's first or last line, got ${text}`, line)
    else write(stack, sink, text, line)
  }

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) takeLine(text)
    },
    end() {
      const innermost = stack.at(-1)?.frame
      if (innermost !== undefined) {
        throw broken(
          `expected the end of message ${innermost.code}, got the end of TLC's output`,
          line,
        )
      }
      if (rest !== '') throw broken(`expected a line end, got the end of TLC's output`, line + 1)
    },
  }
}

function open(stack: Open[], sink: ToolMessageSink, start: RegExpExecArray, line: number): void {
  const [, before = '', code, messageClass] = start
  if (before !== '') write(stack, sink, before, line)
  const frame = { code: Number(code), class: Number(messageClass), line, text: '', nested: [] }
  stack.push({ frame, lines: [] })
}

function close(stack: Open[], sink: ToolMessageSink, end: RegExpExecArray, line: number): void {
  const [, code, after = ''] = end
  const top = stack.pop()
  if (top === undefined || top.frame.code !== Number(code)) {
    const expected = top === undefined ? 'no open message' : `message ${top.frame.code}`
    throw broken(`expected the end of ${expected}, got the end of message ${code}`, line)
  }
  const frame = { ...top.frame, text: top.lines.join('\n') }
  const outer = stack.at(-1)
  if (outer === undefined) sink.frame(frame)
  else outer.frame.nested.push(frame)
  if (after !== '') write(stack, sink, after, line)
}

function write(stack: Open[], sink: ToolMessageSink, text: string, line: number): void {
  const top = stack.at(-1)
  if (top === undefined) sink.outside(text, line)
  else top.lines.push(text)
}

function broken(message: string, line: number): PeerupError {
  return new PeerupError('tlc', message, { where: { line } })
}
