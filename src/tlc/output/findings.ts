import { PeerupError } from '../../core/error.js'
import type { BehaviourMessages } from './behaviour.js'
import { meaningOfCode } from './message-codes.js'
import {
  type Progress,
  readDepth,
  readProgress,
  readSeconds,
  readStatistics,
  readVersion,
  type Statistics,
} from './statistics.js'
import { createToolMessageParser, type ToolMessage } from './tool-messages.js'

/** All that one run printed, sorted by what it is for; nothing is concluded from it yet. */
export type Findings = BehaviourMessages & {
  version: string | null
  success: ToolMessage | null
  violation: ToolMessage | null
  /** The first message that says the specification is at fault. */
  spec: ToolMessage | null
  /** Where the evaluation of an expression failed. */
  nestedExpression: ToolMessage | null
  statistics: Statistics | null
  depth: number | null
  progress: Progress | null
  seconds: number | null
  /** Lines that stand in no frame. */
  outside: string[]
  /** Of a run that goes on after a violation: those before the last one, each with its behaviour. */
  before: (BehaviourMessages & { violation: ToolMessage })[]
}

export type FindingsCollector = {
  findings: Findings
  push(chunk: string): void
  /** No more comes; throws a PeerupError `tlc` if the output was cut off within a frame. */
  end(): void
}

/**
 * Sorts TLC's output as it comes. Throws a PeerupError `tlc` at the first message that is unknown,
 * that says TLC itself failed, or that comes where it cannot come.
 */
export function createFindingsCollector(
  onProgress: (progress: Progress) => void = () => {},
  { several = false }: { several?: boolean } = {},
): FindingsCollector {
  const findings = nothing()
  const framer = createToolMessageParser({
    frame(frame) {
      if (several) setAside(findings, frame)
      sort(findings, frame)
      if (frame.code === progressCode && findings.progress !== null) onProgress(findings.progress)
    },
    outside: (text) => void findings.outside.push(text),
  })
  return { findings, push: framer.push, end: framer.end }
}

const progressCode = 2200
const nestedExpressionCode = 2103
const assertCode = 2132

function nothing(): Findings {
  return {
    version: null,
    success: null,
    violation: null,
    spec: null,
    nestedExpression: null,
    states: [],
    stuttering: null,
    back: null,
    statistics: null,
    depth: null,
    progress: null,
    seconds: null,
    outside: [],
    before: [],
  }
}

function sort(findings: Findings, frame: ToolMessage): void {
  const { role, name } = meaningOfCode(frame.code, frame.class, frame.line)
  for (const nested of frame.nested) knowNested(nested)
  if (findings.seconds !== null && role !== 'ignorable') {
    throw failed(`expected nothing after the end of the run, got ${name}`, frame)
  }
  switch (role) {
    case 'version':
      findings.version = readVersion(frame)
      return
    case 'success':
      findings.success = frame
      return
    case 'violation':
      takeViolation(findings, frame)
      return
    case 'evaluation':
      // An Assert that is false is a verdict on the model; anything else that stops an evaluation is not.
      if (frame.nested.some(({ code }) => code === assertCode)) takeViolation(findings, frame)
      else findings.spec ??= frame
      return
    case 'state':
      findings.states.push(frame)
      return
    case 'stuttering':
    case 'back':
      findings[role] = frame
      return
    case 'progress':
      findings.progress = readProgress(frame)
      return
    case 'statistics':
      findings.statistics = readStatistics(frame)
      return
    case 'depth':
      findings.depth = readDepth(frame)
      return
    case 'finished':
      findings.seconds = readSeconds(frame)
      return
    case 'general':
      if (ofTheMachine(textOf(frame))) throw failed(textOf(frame), frame)
      findings.spec ??= frame
      return
    case 'parsing':
    case 'spec':
    case 'unsound':
      findings.spec ??= frame
      return
    case 'detail':
      if (frame.code === nestedExpressionCode) findings.nestedExpression = frame
      return
    case 'fatal':
      throw failed(`${name}: ${textOf(frame)}`, frame)
    case 'ignorable':
      return
    default:
      role satisfies never
  }
}

/** Makes room for another violation. */
function setAside(findings: Findings, frame: ToolMessage): void {
  const { violation, states, stuttering, back } = findings
  if (violation === null || meaningOfCode(frame.code, frame.class, frame.line).role !== 'violation')
    return
  findings.before.push({ violation, states, stuttering, back })
  Object.assign(findings, { violation: null, states: [], stuttering: null, back: null })
}

function takeViolation(findings: Findings, frame: ToolMessage): void {
  const { violation } = findings
  if (violation !== null) {
    throw failed(`expected one violation, got message ${frame.code} after ${violation.code}`, frame)
  }
  findings.violation = frame
}

/** A frame's text and that of the frames that it quotes. */
export function textOf(frame: ToolMessage): string {
  return [frame.text, ...frame.nested.map(textOf)].filter((text) => text !== '').join('\n')
}

/** TLC reports whatever was thrown as GENERAL; these say nothing about the specification. */
function ofTheMachine(text: string): boolean {
  const thrown = /The exception was a (java\.[\w.]+)/.exec(text)?.[1] ?? ''
  if (thrown === 'java.lang.StackOverflowError') return false
  return thrown.endsWith('Error') || thrown.startsWith('java.io.') || thrown.startsWith('java.nio.')
}

function knowNested(frame: ToolMessage): void {
  meaningOfCode(frame.code, frame.class, frame.line)
  for (const nested of frame.nested) knowNested(nested)
}

function failed(message: string, frame: ToolMessage): PeerupError {
  return new PeerupError('tlc', message, { where: { line: frame.line } })
}
