import { grid } from '../report/grid.js'
import { groupBy } from '../report/group.js'
import { type MemoryResult, type MemoryRow, memoryRowIsAsExpected } from './memory-result.js'

/** `docs/memory-order.md`: which C11 orders suffice for which fix under which memory model. */
export function memoryDocument(result: MemoryResult): string {
  return [
    '# Does the order of publication make it race-free?',
    question,
    `TLC explored every case under every memory model, ${result.states} states in all, none left out. *suffices*: in no state does a sender use what was not published. *does not*: there is a behaviour in which it does, of so many steps at the least. Of a shape it is a result that neither order of the programs explains.`,
    memoriesText(result),
    ...(['fix-a', 'fix-b'] as const).flatMap((fix) => fixText(result, fix)),
    '## What follows',
    meaning(result),
    '## Controls',
    'The order of the program comes first: where it is wrong, no order of memory helps. The two shapes tell the memory models apart, and `peerup litmus` runs them on the processors of a machine.',
    table(
      result,
      result.rows.filter(({ family }) => !fixOf(family)),
    ),
    witnessText(result),
    '## What is covered, and what is not',
    limits,
    'This page is generated from `spec/memory/` by `npm run check`.',
  ]
    .join('\n\n')
    .concat('\n')
}

const question =
  'A peer is published by three stores: `if_idx`, `socket`, `state`. A sender loads `if_idx` and `socket` once something told it that they are there: the guard of Fix A reads `state`; without a guard (Fix B, 7.0.x, the revert) the barrier does, that is `turn` read as 0, or for the last thread its own add to `reached`. The report says that storing `socket` before `state` makes the guard race-free. The order of the program is not yet the order in which another processor sees it; that depends on the C11 order of each access.'

const limits = [
  '- `tso` is x86 and x86-64. `relaxed` is a multi-copy atomic processor that does accesses out of order unless an order forbids it: Armv8, RISC-V. `c11` is what the language promises, so it covers compilers too, and processors where a store becomes visible to one thread before another (POWER); but not a store that is visible before an earlier load of its thread, which `relaxed` has.',
  '- A hardware column supposes that the compiler keeps the order of the accesses and gives each one the usual instructions. A compiler may reorder relaxed and plain accesses even for x86: only `c11` is a promise.',
  "- Upstream's `turn` is a plain int that threads read and write at the same time: in C11 a data race, so the behaviour is undefined. Here it is taken for a relaxed access, the best that it can be; a row with a relaxed `turn` is no statement about what a compiler may do to a plain one.",
  '- Left out: values out of thin air, consume, fences, and the system calls between the accesses (`poll()` in the barrier, `sendto()` after the loads), which on real systems order much more than the model says. So *does not* means: nothing in the source promises it; not: it was seen on a machine.',
  '- One publisher, one sender, one publication. A socket that is closed and opened again (a link that flaps) is published a second time; whether the loads are torn then is a question of the start-up model, not of memory order.',
].join('\n')

const fixOf = (family: string): string | null =>
  /^(fix-[ab])(\/(publisher|sender|third))?$/.exec(family)?.[1] ?? null

const partOf = (family: string): string => family.split('/')[1] ?? ''

function memoriesText({ about }: MemoryResult): string {
  const rows = Object.entries(about.memories).map(([name, text]) => [name, text])
  return grid(['memory model', 'what it is'], rows)
}

function fixText(result: MemoryResult, fix: 'fix-a' | 'fix-b'): string[] {
  const rows = result.rows.filter(({ family }) => fixOf(family) === fix)
  const families = [...new Set(rows.map(({ family }) => family))]
  const heading = fix === 'fix-a' ? '## The guard: Fix A' : '## The barrier: Fix B, 7.0.x, revert'
  const abouts = families.map(
    (family) => `- ${family}: ${result.about.families[family]?.about ?? family}`,
  )
  return [heading, abouts.join('\n'), table(result, rows), whyText(rows)]
}

/** A row for each family and its orders, so that no cell speaks of two explorations. */
function table({ about }: MemoryResult, rows: readonly MemoryRow[]): string {
  const memories = Object.keys(about.memories)
  const groups = groupBy(rows, ({ family, orders }) => `${family} ${orders}`)
  return grid(
    ['case', 'orders', 'what they are', ...memories],
    groups.map(([, group]) => [
      group[0]?.family ?? '',
      group[0]?.orders ?? '',
      ordersText(group[0]?.of ?? {}),
      ...memories.map((memory) => cell(group.find((row) => row.memory === memory))),
    ]),
  )
}

const ordersText = (of: Record<string, string>): string =>
  Object.entries(of)
    .map(([name, order]) => (name === 'all' ? order : `${name} ${order}`))
    .join(', ')

function cell(row: MemoryRow | undefined): string {
  if (row === undefined) return '-'
  const mark = memoryRowIsAsExpected(row) ? '' : 'UNEXPECTED: '
  return row.verdict === 'holds' ? `${mark}suffices` : `${mark}does not (${row.steps} steps)`
}

function whyText(rows: readonly MemoryRow[]): string {
  const groups = groupBy(rows, ({ why }) => why)
  return groups
    .map(([why, group]) => {
      const list = (texts: string[]) => [...new Set(texts)].join(', ')
      const parts = list(group.map(({ family }) => partOf(family))).replace(/^(.+)$/, ' ($1)')
      const orders = list(group.map((row) => row.orders))
      return `- ${orders}${parts}, under ${list(group.map(({ memory }) => memory))}: ${why}`
    })
    .join('\n')
}

function meaning(result: MemoryResult): string {
  const { rows } = result
  const fixA = rows.filter(({ family }) => family === 'fix-a')
  const fixB = rows.filter(({ family }) => fixOf(family) === 'fix-b')
  return [
    `- Fix A with upstream's orders, all seq_cst, ${sufficiency(fixA, 'upstream')}. ${weakest(fixA)}`,
    `- "Publication order makes it race-free", said of the order of the program alone (all relaxed), ${sufficiency(fixA, 'relaxed')}. What makes it so is that the store of \`state\` releases and its load acquires.`,
    `- The barrier with upstream's orders, a plain \`turn\` taken for relaxed, ${sufficiency(fixB, 'upstream')}. With \`turn\` a release store and an acquire load it ${sufficiency(fixB, 'turn-rel-acq')}.`,
  ].join('\n')
}

function sufficiency(rows: readonly MemoryRow[], orders: string): string {
  const own = rows.filter((row) => row.orders === orders)
  const failing = [
    ...new Set(own.flatMap(({ verdict, memory }) => (verdict === 'holds' ? [] : [memory]))),
  ]
  if (own.length === 0) return 'was not explored'
  if (failing.length === 0) return 'suffices under every memory model'
  const others = [...new Set(own.map(({ memory }) => memory))].filter((m) => !failing.includes(m))
  const where = others.length === 0 ? 'nowhere' : `under ${others.join(' and ')}`
  return `suffices ${where}, and does not under ${failing.join(' and ')}`
}

/** Of the orders that suffice everywhere, the one with most relaxed accesses. */
function weakest(rows: readonly MemoryRow[]): string {
  const names = [...new Set(rows.map(({ orders }) => orders))].filter((orders) =>
    rows.every((row) => row.orders !== orders || row.verdict === 'holds'),
  )
  const relaxed = (orders: string) =>
    Object.values(rows.find((row) => row.orders === orders)?.of ?? {}).filter(
      (order) => order === 'relaxed',
    ).length
  const [least] = names.sort((a, b) => relaxed(b) - relaxed(a))
  const of = rows.find(({ orders }) => orders === least)?.of
  return of === undefined
    ? 'None of the orders here suffices everywhere.'
    : `Of the orders here that suffice everywhere, the weakest: ${ordersText(of)}.`
}

function witnessText({ witnesses }: MemoryResult): string {
  const words: Record<string, string> = {
    reorder: 'an access is done before an earlier one of its thread',
    pass: 'a load is done while an earlier store waits in the buffer',
  }
  const rows = witnesses.map(({ memory, what, steps }) => [memory, words[what] ?? what, `${steps}`])
  rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return grid(['memory model', 'what was seen to happen', 'steps'], rows)
}
