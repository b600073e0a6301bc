import { PeerupError } from '../../core/error.js'
import type { ProcessExit } from '../../process/keeper-report.js'
import type { Findings } from './findings.js'
import type { FindingsCollector } from './findings-collector.js'
import { memoryError } from './out-of-memory.js'
import { specError } from './spec-error.js'
import { contradiction } from './verdict.js'

/** The exit of TLC's process, and its stderr. */
export type TlcExit = ProcessExit & { stderr: string }

/** The findings of a finished run. */
export type FinishedRun = Findings & { version: string; seconds: number }

/**
 * The findings of a run. Throws a PeerupError: `spec` for a faulty specification, `tlc` for a run
 * that did not finish. Only TLC's own last message finishes a run: truncated output has no verdict.
 */
export function finishedRun(collector: FindingsCollector, exit: TlcExit): FinishedRun {
  const { findings } = collector
  const { version, seconds } = findings
  const memory = memoryError(findings.outside, exit)
  if (memory !== null) throw memory
  collector.end()
  if (version === null || seconds === null) throw unfinished(findings, exit)
  if (exit.signal !== null) throw contradiction('TLC to exit', `signal ${exit.signal}`)
  if (findings.spec !== null) {
    if (exit.code === 0)
      throw contradiction('an exit code for a broken specification', 'exit code 0')
    throw specError(findings, findings.spec, exit.stderr)
  }
  return { ...findings, version, seconds }
}

function unfinished(findings: Findings, exit: TlcExit): PeerupError {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  const last = [...findings.outside, ...exit.stderr.split('\n')]
    .filter((line) => line.trim() !== '')
    .slice(-5)
  return new PeerupError('tlc', [`TLC did not finish, but ended with ${how}`, ...last].join('\n'))
}
