import type { Behaviour } from '../../core/trace-of.js'
import { createFindingsCollector } from './findings-collector.js'
import { type FinishedRun, finishedRun, type TlcExit } from './finished-run.js'
import type { Progress } from './statistics.js'
import { concludeVerdict, expectExitCode, type TlcVerdict, type Violation } from './verdict.js'

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
