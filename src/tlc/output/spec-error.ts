import { PeerupError, type Where } from '../../core/error.js'
import { type Findings, textOf } from './findings.js'
import { meaningOfCode } from './message-codes.js'
import type { ToolMessage } from './tool-messages.js'

/** Says what TLC says is wrong with the specification, and where, as far as TLC says it. */
export function specError(findings: Findings, frame: ToolMessage, stderr: string): PeerupError {
  const { role } = meaningOfCode(frame.code, frame.class, frame.line)
  // What the parser found stands outside the frames, and a missing file is reported on stderr.
  const reasons = role === 'parsing' ? parserSays(findings.outside, stderr) : ''
  const message = [textOf(frame).trim(), reasons].filter((text) => text !== '').join('\n')
  const innermost = findings.nestedExpression?.text ?? ''
  return new PeerupError('spec', message, { where: placeIn(innermost) ?? placeIn(message) ?? {} })
}

function parserSays(outside: readonly string[], stderr: string): string {
  const noise = /^(Parsing file|Semantic processing of|Linting of) |^\s*$/
  const lines = [...outside, ...stderr.split('\n')]
  return lines.filter((line) => !noise.test(line)).join('\n')
}

/** The last place that a text names is the innermost expression. */
function placeIn(text: string): Where | undefined {
  const nested = [...text.matchAll(/Line (\d+), column (\d+) to .* in (\w+)/g)].at(-1)
  const ranged = /line (\d+), col (\d+) to .* of module (\w+)/.exec(text)
  const parsed = /at line (\d+), col(?:umn)? (\d+)[\s\S]*In module (\w+)/.exec(text)
  const [, line, column, module] = nested ?? ranged ?? parsed ?? []
  if (line === undefined || column === undefined || module === undefined) return undefined
  return { file: `${module}.tla`, line: Number(line), column: Number(column) }
}
