import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { elementsOf } from '../../../core/function-entries.js'
import type { Behaviour } from '../../../core/trace-of.js'
import type { Value } from '../../../core/value.js'
import type { TlcOptions } from '../../../tlc/command.js'
import { moduleRequest } from '../../../tlc/module-request.js'
import { createFindingsCollector } from '../../../tlc/output/findings-collector.js'
import { type FinishedRun, finishedRun } from '../../../tlc/output/finished-run.js'
import { printedTuples } from '../../../tlc/output/printed-tuples.js'
import { statisticsOf } from '../../../tlc/output/read-output.js'
import { concludeViolations } from '../../../tlc/output/verdict.js'
import { streamTlc } from '../../../tlc/run.js'

/** What TLC found of a question. */
export type Answer = {
  /** The claims that it decided. */
  claims: readonly string[]
  /** Whether the case occurred, and frames were forwarded nonetheless. */
  happened: boolean
  /** The shortest counterexample of each violated claim, by its name. */
  broken: ReadonlyMap<string, Behaviour>
}

export type Explored = {
  version: string
  states: number
  seconds: number
  /** By the number of the question. */
  answers: ReadonlyMap<number, Answer>
}

/**
 * Answers all questions in one search: `Report` and `Claims` of MCLeftOut.tla print what is found, and
 * TLC goes on after a violation. `specFolder` has PeerUp.tla. Throws a PeerupError as `runTlc`, also
 * `tlc` if violations and printed lines do not match.
 */
export async function explore(
  { folder, specFolder, module }: { folder: string; specFolder: string; module: string },
  questions: string,
  options: TlcOptions,
): Promise<Explored> {
  const request = moduleRequest({
    specFolder: folder,
    name: 'LeftOutQuestions',
    base: module,
    modules: { 'PeerUp.tla': readFileSync(join(specFolder, 'PeerUp.tla'), 'utf8') },
    definitions: [`TheQuestions == ${questions}`],
    constants: { Questions: '<- TheQuestions' },
    specification: 'LeftOutSpec',
    invariants: ['Report', 'Claims'],
    deadlock: false,
  })
  const collector = createFindingsCollector(options.onProgress, { several: true })
  const exit = await streamTlc(collector, request, options, ['-seed', '1', '-continue'])
  const findings = finishedRun(collector, exit)
  const { version, states, seconds } = statisticsOf(findings)
  return { version, states, seconds, answers: answersOf(findings) }
}

function answersOf(findings: FinishedRun): Map<number, Answer> {
  const violations = concludeViolations(findings)
  const lines = (tag: string) => printedTuples(findings.outside, tag)
  const broken = lines('broken')
  const foreign = violations.find(({ property }) => property !== 'Claims')
  if (violations.length !== broken.length || foreign !== undefined) {
    const actual = foreign?.property ?? violations.length
    throw new PeerupError('tlc', `expected ${broken.length} violations of Claims, got ${actual}`)
  }
  const happened = new Set(lines('happened').map(([question]) => question))
  return new Map(
    lines('asked').map(([question, claims]) => {
      const behaviours = broken.flatMap(([of, names], index) => {
        const behaviour = violations[index]?.behaviour
        if (of !== question || behaviour === undefined) return []
        return namesIn(names).map((name) => [name, behaviour] as const)
      })
      const answer = { claims: namesIn(claims), broken: new Map(behaviours) }
      return [Number(question), { ...answer, happened: happened.has(question) }]
    }),
  )
}

function namesIn(set: Value | undefined): string[] {
  const elements = (set === undefined ? null : elementsOf(set)) ?? []
  const names = elements.filter((element) => typeof element === 'string')
  if (names.length > 0 && names.length === elements.length) return names
  throw new PeerupError('tlc', `expected a set of claims, got ${JSON.stringify(set)}`)
}
