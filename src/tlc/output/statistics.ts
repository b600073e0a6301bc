import { PeerupError } from '../../core/error.js'
import type { ToolMessage } from './tool-messages.js'

/** How far TLC is: distinct states so far, and the depth it has reached. */
export type Progress = { states: number; depth: number }

export type Statistics = { generated: number; distinct: number }

/** `Progress(20) at ...: 55,244 states generated (...), 1,001 distinct states found (...), ...` */
export function readProgress(frame: ToolMessage): Progress {
  const found = /^Progress\((\d+)\) at .*, ([\d,]+) distinct states found/.exec(frame.text)
  if (found === null) throw unreadable('the progress', frame)
  return { depth: count(found[1]), states: count(found[2]) }
}

/** `235 states generated, 153 distinct states found, 0 states left on queue.` */
export function readStatistics(frame: ToolMessage): Statistics {
  const found = /^([\d,]+) states generated, ([\d,]+) distinct states found/.exec(frame.text)
  if (found === null) throw unreadable('the statistics', frame)
  return { generated: count(found[1]), distinct: count(found[2]) }
}

/** `The depth of the complete state graph search is 20.` */
export function readDepth(frame: ToolMessage): number {
  const found = /is ([\d,]+)\.$/.exec(frame.text)
  if (found === null) throw unreadable('the depth', frame)
  return count(found[1])
}

/** `TLC2 Version 2.18 of 20 March 2023` */
export function readVersion(frame: ToolMessage): string {
  const found = /^TLC2 (Version \S.*)$/.exec(frame.text)
  if (found?.[1] === undefined) throw unreadable('the version', frame)
  return found[1]
}

/** Seconds of `Finished in 677ms at (...)`, as `-tool` has it. */
export function readSeconds(frame: ToolMessage): number {
  const found = /^Finished in (\d+)ms at \(/.exec(frame.text)
  if (found === null) throw unreadable('the time', frame)
  return Number(found[1]) / 1000
}

const count = (digits = ''): number => Number(digits.replaceAll(',', ''))

function unreadable(what: string, frame: ToolMessage): PeerupError {
  return new PeerupError('tlc', `expected ${what}, got ${frame.text}`, {
    where: { line: frame.line + 1 },
  })
}
