import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { packageRoot } from '../../../core/package-root.js'
import type { TlcOptions } from '../../../tlc/command.js'
import { type CaseKey, type Cases, expectationOf, readCases } from './cases.js'
import { explore, exploreConfig } from './explore.js'
import type { Fact } from './facts.js'
import { type MemoryOrderResult, type MemoryRow, memoryOrderResult } from './result.js'

export type MemoryOptions = TlcOptions & {
  /** The folder with the modules and cases.json. */
  folder?: string
  /** Explores these families only, such as the shapes; without it all. */
  families?: readonly string[]
}

export const memoryFolder = join(packageRoot, 'spec/memory')

/**
 * Which C11 orders suffice for which fix under which memory model: explores every case and compares
 * with what was argued. One JVM. Throws a PeerupError as `explore` and `readCases` do, and `mapping`
 * if the module and cases.json do not have the same cases.
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

/** In the order of cases.json, so that a document is the same each time. */
function rowsOf(cases: Cases, facts: readonly Fact[]): MemoryRow[] {
  const seen = facts.filter((fact): fact is Outcome => fact.kind === 'outcome')
  const keys = cases.cases.flatMap(({ family, orders, of }) =>
    Object.keys(cases.memories).map((memory) => ({ family, orders, of, memory })),
  )
  const unknown = seen.find((fact) => !keys.some((key) => isOf(fact, key)))
  if (unknown !== undefined) throw differs(unknown, 'the module explored it')
  return keys.flatMap((key) => {
    const own = seen.filter((fact) => isOf(fact, key))
    return own.length === 0 ? [] : [rowOf(cases, key, own)]
  })
}

const isOf = (one: CaseKey, other: CaseKey): boolean =>
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

/** A case of which nothing came was not explored. */
function expectAll(cases: Cases, families: readonly string[], rows: readonly MemoryRow[]): void {
  for (const { family, orders } of cases.cases) {
    if (!families.includes(family)) continue
    for (const memory of Object.keys(cases.memories)) {
      const key = { family, orders, memory }
      if (!rows.some((row) => isOf(row, key))) throw differs(key, 'the module did not explore it')
    }
  }
}

function differs({ family, orders, memory }: CaseKey, how: string): PeerupError {
  return new PeerupError(
    'mapping',
    `expected the module and cases.json to have the same cases, got ${family} with ${orders} under ${memory}: ${how}`,
    { where: { file: 'cases.json' } },
  )
}
