import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import { createFindingsCollector, type Findings, type FindingsCollector } from './findings.js'
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
  /** States generated, the same one counted each time. */
  generated: number
  /** How many states the longest shortest path has; null if TLC stopped at an initial state. */
  depth: number | null
  /** The tuples that the specification printed, a line each; see `printedTuples`. */
  outside: string[]
  seconds: number
}

/** How the process ended, and what it wrote to stderr. */
export type TlcEnding = { code: number | null; signal: string | null; stderr: string }

export type OutputReader = {
  push(chunk: string): void
  /**
   * The result, once the process has ended. Throws a PeerupError: `spec` if TLC cannot parse or
   * evaluate the specification, `tlc` if the output is no verdict or the exit code contradicts it.
   */
  end(ending: TlcEnding): TlcResult
}

/** Reads the output of `-tool`, of an old or a new TLC, in chunks that end anywhere. */
export function createOutputReader(onProgress?: (progress: Progress) => void): OutputReader {
  const gatherer = createFindingsCollector(onProgress)
  return {
    push: gatherer.push,
    end(ending) {
      const findings = endOf(gatherer, ending)
      const verdict = concludeVerdict(findings)
      expectExitCode(verdict, ending.code)
      return { verdict, ...numbersOf(findings) }
    },
  }
}

/** What a run found that came to its end. */
export type ReadOutcome = Findings & { version: string; seconds: number }

/**
 * What a run found, if it came to its end and found the specification in order; throws otherwise.
 * Nothing but TLC's own last message makes an end: output that is cut off is never a verdict.
 */
export function endOf(gatherer: FindingsCollector, ending: TlcEnding): ReadOutcome {
  const { findings } = gatherer
  const { version, seconds } = findings
  const memory = memoryError(findings.outside, ending)
  if (memory !== null) throw memory
  gatherer.end()
  if (version === null || seconds === null) throw cutOff(findings, ending)
  if (ending.signal !== null) throw contradiction('TLC to exit', `signal ${ending.signal}`)
  if (findings.spec !== null) {
    if (ending.code === 0)
      throw contradiction('an exit code for a broken specification', 'exit code 0')
    throw specError(findings, findings.spec, ending.stderr)
  }
  return { ...findings, version, seconds }
}

/** What TLC counts in the end: states, depth, and seconds. */
export function numbersOf(findings: ReadOutcome): Omit<TlcResult, 'verdict'> {
  const { version, statistics, depth, progress, outside, seconds } = findings
  return {
    version,
    // At a violation in an initial state TLC gives no numbers: the one state it printed counts.
    states: statistics?.distinct ?? 1,
    generated: statistics?.generated ?? 1,
    // The Maven jar gives a depth only with a success; its last progress has the same number.
    depth: depth ?? progress?.depth ?? null,
    outside: outside.filter((line) => line.startsWith('<<') || line.startsWith(' ')),
    seconds,
  }
}

function cutOff(findings: Findings, ending: TlcEnding): PeerupError {
  const how = ending.signal === null ? `exit code ${ending.code}` : `signal ${ending.signal}`
  const last = [...findings.outside, ...ending.stderr.split('\n')]
    .filter((line) => line.trim() !== '')
    .slice(-5)
  return new PeerupError(
    'tlc',
    [`expected TLC to say that it finished, got ${how}`, ...last].join('\n'),
  )
}
