import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { packageRoot } from '../../../core/package-root.js'
import type { TlcOptions } from '../../../tlc/command.js'
import type { MemoryRow } from '../memory-row.js'
import { type CaseKey, type Cases, expectationOf, readCases } from './cases.js'
import { explore, exploreConfig } from './explore.js'
import type { Fact } from './facts.js'
import { type MemoryOrderResult, memoryOrderResult } from './result.js'

export type MemoryOptions = TlcOptions & {
  /** The folder with the modules and cases.json. */
  folder?: string
  /** Explores only these families, such as the shapes; by default all. */
  families?: readonly string[]
}

export const memoryFolder = join(packageRoot, 'spec/memory')

/**
 * Which C11 orders suffice for which fix under which memory model: explores every case in one JVM and
 * compares the verdicts with the argued ones. Throws a PeerupError as `explore` and `readCases` do, and
 * `mapping` if the module and cases.json have different cases.
 */
export async function checkMemoryOrder(options: MemoryOptions): Promise<MemoryOrderResult> {
  const { folder = memoryFolder, families = null, ...tlc } = options
  const cases = readCases(folder)
  const config = exploreConfig(families)
  const { version, states, seconds, facts } = await explore(folder, cases.module, config, tlc)
  const rows = rowsOf(cases, facts)
  expectAll(cases, families ?? Object.keys(cases.families), rows)
  return memoryOrderResult.parse({
    format: 'peerup-memory/1',
    tlc: version,
    states,
    seconds,
    about: { memories: cases.memories, families: cases.families },
    rows,
    witnesses: facts.flatMap((fact) =>
      fact.kind === 'can' ? [{ memory: fact.memory, what: fact.what, steps: fact.steps }] : [],
    ),
  })
}

type Outcome = Extract<Fact, { kind: 'outcome' }>

/** The rows in the order of cases.json, so that the document does not depend on the search. */
function rowsOf(cases: Cases, facts: readonly Fact[]): MemoryRow[] {
  const outcomes = facts.filter((fact): fact is Outcome => fact.kind === 'outcome')
  const keys = cases.cases.flatMap(({ family, orders, of }) =>
    Object.keys(cases.memories).map((memory) => ({ family, orders, of, memory })),
  )
  const unknown = outcomes.find((fact) => !keys.some((key) => isSameCase(fact, key)))
  if (unknown !== undefined) throw differentCases(unknown, 'only the module has it')
  return keys.flatMap((key) => {
    const own = outcomes.filter((fact) => isSameCase(fact, key))
    return own.length === 0 ? [] : [rowOf(cases, key, own)]
  })
}

const isSameCase = (one: CaseKey, other: CaseKey): boolean =>
  one.family === other.family && one.orders === other.orders && one.memory === other.memory

function rowOf(
  cases: Cases,
  key: CaseKey & { of: Record<string, string> },
  facts: readonly Outcome[],
): MemoryRow {
  const { expected, why } = expectationOf(cases, key)
  const outcomes = facts
    .map(({ outcome, kept, steps }) => ({ outcome, kept, steps }))
    .sort((a, b) => (a.outcome < b.outcome ? -1 : 1))
  const broken = outcomes.filter(({ kept }) => !kept).map(({ steps }) => steps)
  return {
    ...key,
    expected,
    verdict: broken.length === 0 ? 'holds' : 'violated',
    why,
    outcomes,
    steps: broken.length === 0 ? null : Math.min(...broken),
  }
}

/** A case without outcomes was not explored. */
function expectAll(cases: Cases, families: readonly string[], rows: readonly MemoryRow[]): void {
  for (const { family, orders } of cases.cases) {
    if (!families.includes(family)) continue
    for (const memory of Object.keys(cases.memories)) {
      const key = { family, orders, memory }
      if (!rows.some((row) => isSameCase(row, key))) {
        throw differentCases(key, 'only cases.json has it')
      }
    }
  }
}

function differentCases({ family, orders, memory }: CaseKey, difference: string): PeerupError {
  return new PeerupError(
    'mapping',
    `expected the module and cases.json to have the same cases, got ${family} with ${orders} under ${memory}: ${difference}`,
    { where: { file: 'cases.json' } },
  )
}
