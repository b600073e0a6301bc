import { PeerupError } from '../../core/error.js'
import { blamesMachine } from './blame.js'
import type { Findings } from './findings.js'
import { meaningOfCode, type Role } from './message-codes.js'
import { readDepth, readProgress, readSeconds, readStatistics, readVersion } from './statistics.js'
import type { ToolMessage } from './tool-messages.js'

/**
 * Adds a message to the findings by its role. Throws a PeerupError `tlc` with the message's line for
 * an unknown code, for a failure of TLC itself, and for a message that is out of place.
 */
export function collectMessage(findings: Findings, message: ToolMessage): void {
  const { role, name } = meaningOfCode(message.code, message.class, message.line)
  for (const nested of message.nested) expectKnown(nested)
  if (findings.seconds !== null && role !== 'ignorable') {
    throw failure(`expected nothing after the end of the run, got ${name}`, message)
  }
  if (role === 'fatal') throw failure(`${name}: ${textOf(message)}`, message)
  collectors[role](findings, message)
}

type Collector = (findings: Findings, message: ToolMessage) => void

const nestedExpressionCode = 2103
const assertCode = 2132

const blameSpec: Collector = (findings, message) => {
  findings.spec ??= message
}

const collectors: Record<Exclude<Role, 'fatal'>, Collector> = {
  version: (findings, message) => {
    findings.version = readVersion(message)
  },
  success: (findings, message) => {
    findings.success = message
  },
  violation: collectViolation,
  // A false Assert is a verdict on the model; any other failed evaluation is not.
  evaluation: (findings, message) => {
    const asserted = message.nested.some(({ code }) => code === assertCode)
    if (asserted) collectViolation(findings, message)
    else blameSpec(findings, message)
  },
  state: (findings, message) => {
    findings.states.push(message)
  },
  stuttering: (findings, message) => {
    findings.stuttering = message
  },
  back: (findings, message) => {
    findings.back = message
  },
  progress: (findings, message) => {
    findings.progress = readProgress(message)
  },
  statistics: (findings, message) => {
    findings.statistics = readStatistics(message)
  },
  depth: (findings, message) => {
    findings.depth = readDepth(message)
  },
  finished: (findings, message) => {
    findings.seconds = readSeconds(message)
  },
  general: (findings, message) => {
    if (blamesMachine(textOf(message))) throw failure(textOf(message), message)
    blameSpec(findings, message)
  },
  parsing: blameSpec,
  spec: blameSpec,
  unsound: blameSpec,
  detail: (findings, message) => {
    if (message.code === nestedExpressionCode) findings.nestedExpression = message
  },
  ignorable: () => {},
}

function collectViolation(findings: Findings, message: ToolMessage): void {
  const { violation } = findings
  if (violation !== null) {
    const actual = `message ${message.code} after ${violation.code}`
    throw failure(`expected one violation, got ${actual}`, message)
  }
  findings.violation = message
}

/** A message's text, followed by that of the nested messages. */
export function textOf(message: ToolMessage): string {
  return [message.text, ...message.nested.map(textOf)].filter((text) => text !== '').join('\n')
}

function expectKnown(message: ToolMessage): void {
  meaningOfCode(message.code, message.class, message.line)
  for (const nested of message.nested) expectKnown(nested)
}

function failure(text: string, { line }: ToolMessage): PeerupError {
  return new PeerupError('tlc', text, { where: { line } })
}
