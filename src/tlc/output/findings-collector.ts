import { collectMessage } from './collect-message.js'
import { type Findings, noFindings } from './findings.js'
import { meaningOfCode } from './message-codes.js'
import type { Progress } from './statistics.js'
import { createToolMessageParser, type ToolMessage } from './tool-messages.js'

export type FindingsCollector = {
  findings: Findings
  /** Takes a chunk of TLC's output; throws as `collectMessage`. */
  push(chunk: string): void
  /** Ends the output; throws a PeerupError `tlc` if it was cut off within a message. */
  end(): void
}

const progressCode = 2200

/**
 * Sorts TLC's output by use as it arrives, in chunks that end anywhere. With `several`, each further
 * violation sets the one before aside; without, it is an error.
 */
export function createFindingsCollector(
  onProgress: (progress: Progress) => void = () => {},
  { several = false }: { several?: boolean } = {},
): FindingsCollector {
  const findings = noFindings()
  const parser = createToolMessageParser({
    message(message) {
      if (several) setAside(findings, message)
      collectMessage(findings, message)
      if (message.code === progressCode && findings.progress !== null) onProgress(findings.progress)
    },
    outside: (text) => void findings.outside.push(text),
  })
  return { findings, push: parser.push, end: parser.end }
}

/** Sets the last violation aside if `message` is another one. */
function setAside(findings: Findings, message: ToolMessage): void {
  const { violation, states, stuttering, back } = findings
  const { role } = meaningOfCode(message.code, message.class, message.line)
  if (violation === null || role !== 'violation') return
  findings.before.push({ violation, states, stuttering, back })
  Object.assign(findings, { violation: null, states: [], stuttering: null, back: null })
}
