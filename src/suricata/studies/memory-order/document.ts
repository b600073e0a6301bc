import { groupBy } from '../../../core/group-by.js'
import { markdownTable } from '../../../report/markdown-table.js'
import type { MemoryRow } from '../memory-row.js'
import { caseMeaning, ordersText } from './case-meaning.js'
import { type MemoryOrderResult, memoryRowIsAsExpected } from './result.js'

/** `docs/reference/memory-order.md`: which C11 orders suffice for which fix under which memory model. */
export function memoryOrderDocument(result: MemoryOrderResult): string {
  return [
    '# Does the order of publication make it race-free?',
    question,
    `TLC explored every case under every memory model: ${result.states} states in all, none left out. *suffices*: in no state does a sender use a value that is not published, or a socket that is closed again. *does not*: in some behaviour it does; the shortest one has the given number of steps. For a shape, *does not* means an outcome that no interleaving of the two programs explains.`,
    memoriesText(result),
    ...fixes.flatMap((fix) => fixText(result, fix)),
    '## What follows',
    caseMeaning(result),
    '## Controls',
    'Program order comes first: if it is wrong, no memory order helps. The two shapes tell the memory models apart, and `peerup litmus` runs them on the processors of a machine.',
    ...familiesText(
      result,
      result.rows.filter(({ family }) => fixOf(result, family) === null),
    ),
    witnessText(result),
    '## What is covered, and what is not',
    limits,
    '`npm run check` generates this page from `spec/memory/`.',
  ]
    .join('\n\n')
    .concat('\n')
}

const question =
  'Three stores publish a peer: `if_idx`, `socket`, `state`. A sender loads `if_idx` and `socket` after it has learned that they are stored. With Fix A it learns this from the guard, which reads `state`; without a guard (Fix B, 7.0.x, the revert) it learns this from the barrier: it reads `turn` as 0, or, as the last thread, adds itself to `reached`. The report says that storing `socket` before `state` makes the guard race-free. But another processor need not see the stores in program order; that depends on the C11 order of each access.'

type Fix = { fix: string; heading: string; introduction: readonly string[] }

const fixes: readonly Fix[] = [
  { fix: 'fix-a', heading: '## The guard: Fix A', introduction: [] },
  { fix: 'fix-b', heading: '## The barrier: Fix B, 7.0.x, revert', introduction: [] },
  {
    fix: 'fix-c',
    heading: '## The guard under a lock: Fix C',
    introduction: [
      "A peer is published, its link goes down, and it is published again: it stores DOWN while it holds the lock of its own entry, releases the lock, closes its socket, opens another one and publishes that. Both times it publishes UP without the lock. The sender holds its peer's lock from the guard to the send. The properties are SendUsesPeersSocket and SendUsesPeersIfIndex: a sender that reads UP and sends uses the socket that the peer holds open at that moment, never 0 and never the closed one, with its index.",
    ],
  },
]

const limits = [
  '- `tso` is x86 and x86-64. `relaxed` is a multi-copy atomic processor that reorders accesses unless an order forbids it: Armv8, RISC-V. `c11` is what the language promises. It covers compilers too, and processors on which one thread sees a store before another does (POWER). It does not cover a store that is visible before an earlier load of its thread, which `relaxed` has.',
  '- The columns `tso` and `relaxed` assume that the compiler keeps the order of the accesses and gives each one the usual instructions. A compiler may reorder relaxed and plain accesses even for x86: only `c11` is a promise.',
  "- Upstream's `turn` is a plain int that threads read and write at the same time: in C11 a data race, so the behaviour is undefined. The model has a relaxed access instead, the best that a plain one can be; a row with a relaxed `turn` says nothing about what a compiler may do to a plain one.",
  '- A thread takes the lock by an update that acquires, as soon as the lock is free, and frees it by a store that releases: the least that a mutex promises. On x86 that store may wait in the buffer; in `c11` the lock synchronizes with the unlock before it.',
  '- Left out are values out of thin air, consume, fences, and the order that system calls between the accesses add (`poll()` in the barrier, `close()` and `socket()` between two publications, `sendto()` after the loads). On real systems these calls order much more than the model says. The model says that `close()` and `sendto()` act at once, and not before the earlier reads of their thread. So *does not* means that nothing in the source promises it, not that a machine showed it.',
  '- The model has one publisher and one sender, which looks once. It has one publication; with Fix C it has two, and the first socket is closed between them: a link flaps once. Flaps with Fix A and Fix B are left out, because both fail there even if memory is sequentially consistent ([which fix is enough](fix-sets.md)). Only the start-up model checks SendImpliesPeerUp, which says that the state is UP at the send itself.',
].join('\n')

const fixOf = ({ about }: MemoryOrderResult, family: string): string | null =>
  about.families[family]?.role === 'fix' ? (family.split('/')[0] ?? null) : null

const partOf = (family: string): string => family.split('/')[1] ?? ''

function memoriesText({ about }: MemoryOrderResult): string {
  const rows = Object.entries(about.memories).map(([name, text]) => [name, text])
  return markdownTable(['memory model', 'what it is'], rows)
}

function fixText(result: MemoryOrderResult, { fix, heading, introduction }: Fix): string[] {
  const rows = result.rows.filter(({ family }) => fixOf(result, family) === fix)
  return [heading, ...introduction, ...familiesText(result, rows), whyText(rows)]
}

/** The descriptions of the families, and the table of their rows. */
function familiesText(result: MemoryOrderResult, rows: readonly MemoryRow[]): string[] {
  const families = [...new Set(rows.map(({ family }) => family))]
  const abouts = families.map(
    (family) => `- ${family}: ${result.about.families[family]?.about ?? family}`,
  )
  return [abouts.join('\n'), table(result, rows)]
}

/** A row for each family and its orders, so that each cell is one exploration. */
function table({ about }: MemoryOrderResult, rows: readonly MemoryRow[]): string {
  const memories = Object.keys(about.memories)
  const groups = groupBy(rows, ({ family, orders }) => `${family} ${orders}`)
  return markdownTable(
    ['case', 'orders', 'C11 orders', ...memories],
    groups.map(([, group]) => [
      group[0]?.family ?? '',
      group[0]?.orders ?? '',
      ordersText(group[0]?.of ?? {}),
      ...memories.map((memory) => cell(group.find((row) => row.memory === memory))),
    ]),
  )
}

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

function witnessText({ witnesses }: MemoryOrderResult): string {
  const words: Record<string, string> = {
    reorder: 'an access takes effect before an earlier one of its thread',
    pass: 'a load takes effect while an earlier store waits in the buffer',
  }
  const rows = witnesses.map(({ memory, what, steps }) => [memory, words[what] ?? what, `${steps}`])
  rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return markdownTable(['memory model', 'what can happen', 'steps'], rows)
}
