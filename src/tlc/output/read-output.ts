import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import type { ProcessExit } from '../../process/keeper-report.js'
import type { Findings } from './findings.js'
import { createFindingsCollector, type FindingsCollector } from './findings-collector.js'
import { memoryError } from './out-of-memory.js'
import { specError } from './spec-error.js'
import type { Progress } from './statistics.js'
import {
  concludeVerdict,
  contradiction,
  expectExitCode,
  type TlcVerdict,
  type Violation,
} from './verdict.js'

export type { Behaviour, Progress, TlcVerdict, Violation }

export type TlcResult = {
  version: string
  verdict: TlcVerdict
  /** Distinct states found. */
  states: number
  /** Generated states, with repetitions. */
  generated: number
  /** Depth of the state graph in states; null if TLC stopped at an initial state. */
  depth: number | null
  /** The lines of the tuples that the specification printed; see `printedTuples`. */
  outside: string[]
  seconds: number
}

/** The exit of TLC's process, and its stderr. */
export type TlcExit = ProcessExit & { stderr: string }

export type OutputReader = {
  push(chunk: string): void
  /**
   * The result, after the process has exited. Throws a PeerupError: `spec` if TLC cannot parse or
   * evaluate the specification, `tlc` for an output without a verdict or a contradictory exit code.
   */
  end(exit: TlcExit): TlcResult
}

/** Reads TLC's output with `-tool`, of an old or a new TLC, in chunks that end anywhere. */
export function createOutputReader(onProgress?: (progress: Progress) => void): OutputReader {
  const collector = createFindingsCollector(onProgress)
  return {
    push: collector.push,
    end(exit) {
      const findings = finishedRun(collector, exit)
      const verdict = concludeVerdict(findings)
      expectExitCode(verdict, exit.code)
      return { verdict, ...statisticsOf(findings) }
    },
  }
}

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

/** A run's result without its verdict. */
export function statisticsOf(findings: FinishedRun): Omit<TlcResult, 'verdict'> {
  const { version, statistics, depth, progress, outside, seconds } = findings
  return {
    version,
    // TLC prints no statistics after a violation in an initial state: count the one printed state.
    states: statistics?.distinct ?? 1,
    generated: statistics?.generated ?? 1,
    // The Maven jar prints the depth after a success only; its last progress has the same number.
    depth: depth ?? progress?.depth ?? null,
    outside: outside.filter((line) => line.startsWith('<<') || line.startsWith(' ')),
    seconds,
  }
}

function unfinished(findings: Findings, exit: TlcExit): PeerupError {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  const last = [...findings.outside, ...exit.stderr.split('\n')]
    .filter((line) => line.trim() !== '')
    .slice(-5)
  return new PeerupError('tlc', [`TLC did not finish, but ended with ${how}`, ...last].join('\n'))
}
