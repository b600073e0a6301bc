import { PeerupError } from '../../core/error.js'
import type { ToolMessage } from './tool-messages.js'

/** TLC's progress: distinct states and depth so far. */
export type Progress = { states: number; depth: number }

/** Generated states, with repetitions, distinct ones, and those whose successors TLC did not look at. */
export type Statistics = { generated: number; distinct: number; queued: number }

// Each reader throws a PeerupError `tlc` with the message's line for a text of another form.

/** `Progress(20) at ...: 55,244 states generated (...), 1,001 distinct states found (...), ...` */
export function readProgress(message: ToolMessage): Progress {
  const match = /^Progress\((\d+)\) at .*, ([\d,]+) distinct states found/.exec(message.text)
  if (match === null) throw unreadable('the progress', message)
  return { depth: count(match[1]), states: count(match[2]) }
}

/** `235 states generated, 153 distinct states found, 0 states left on queue.` */
export function readStatistics(message: ToolMessage): Statistics {
  const match =
    /^([\d,]+) states generated, ([\d,]+) distinct states found, ([\d,]+) states? left on queue/.exec(
      message.text,
    )
  if (match === null) throw unreadable('the statistics', message)
  return { generated: count(match[1]), distinct: count(match[2]), queued: count(match[3]) }
}

/** `The depth of the complete state graph search is 20.` */
export function readDepth(message: ToolMessage): number {
  const match = /is ([\d,]+)\.$/.exec(message.text)
  if (match === null) throw unreadable('the depth', message)
  return count(match[1])
}

/** `TLC2 Version 2.18 of 20 March 2023` */
export function readVersion(message: ToolMessage): string {
  const match = /^TLC2 (Version \S.*)$/.exec(message.text)
  if (match?.[1] === undefined) throw unreadable('the version', message)
  return match[1]
}

/** The seconds in `Finished in 677ms at (...)`, the format of `-tool`. */
export function readSeconds(message: ToolMessage): number {
  const match = /^Finished in (\d+)ms at \(/.exec(message.text)
  if (match === null) throw unreadable('the time', message)
  return Number(match[1]) / 1000
}

const count = (digits = ''): number => Number(digits.replaceAll(',', ''))

function unreadable(what: string, { text, line }: ToolMessage): PeerupError {
  return new PeerupError('tlc', `expected ${what}, got ${text}`, { where: { line: line + 1 } })
}
