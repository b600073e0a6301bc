import { PeerupError, type Where } from '../../core/error.js'
import { textOf } from './collect-message.js'
import type { Findings } from './findings.js'
import { meaningOfCode } from './message-codes.js'
import type { ToolMessage } from './tool-messages.js'

/** The PeerupError `spec` for a message that blames the specification, with TLC's reasons and place. */
export function specError(findings: Findings, message: ToolMessage, stderr: string): PeerupError {
  const { role } = meaningOfCode(message.code, message.class, message.line)
  // The parser reports its reasons outside of messages, a missing file on stderr.
  const reasons = role === 'parsing' ? parserReasons(findings.outside, stderr) : ''
  const text = [textOf(message).trim(), reasons].filter((part) => part !== '').join('\n')
  const innermost = findings.nestedExpression?.text ?? ''
  return new PeerupError('spec', text, { where: placeIn(innermost) ?? placeIn(text) ?? {} })
}

function parserReasons(outside: readonly string[], stderr: string): string {
  const noise = /^(Parsing file|Semantic processing of|Linting of) |^\s*$/
  const lines = [...outside, ...stderr.split('\n')]
  return lines.filter((line) => !noise.test(line)).join('\n')
}

/** A text names the innermost expression last. */
function placeIn(text: string): Where | undefined {
  const nested = [...text.matchAll(/Line (\d+), column (\d+) to .* in (\w+)/g)].at(-1)
  const ranged = /line (\d+), col (\d+) to .* of module (\w+)/.exec(text)
  const parsed = /at line (\d+), col(?:umn)? (\d+)[\s\S]*In module (\w+)/.exec(text)
  const [, line, column, module] = nested ?? ranged ?? parsed ?? []
  if (line === undefined || column === undefined || module === undefined) return undefined
  return { file: `${module}.tla`, line: Number(line), column: Number(column) }
}
