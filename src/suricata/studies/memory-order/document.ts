import { groupBy } from '../../../core/group-by.js'
import { markdownTable } from '../../../report/markdown-table.js'
import { caseMeaning, ordersText } from './case-meaning.js'
import { type MemoryOrderResult, type MemoryRow, memoryRowIsAsExpected } from './result.js'

/** `docs/reference/memory-order.md`: which C11 orders suffice for which fix under which memory model. */
export function memoryOrderDocument(result: MemoryOrderResult): string {
  return [
    '# Does the order of publication make it race-free?',
    question,
    `TLC explored every case under every memory model, ${result.states} states in all, none left out. *suffices*: in no state does a sender use what is not published, or a socket that is closed again. *does not*: there is a behaviour in which it does, of so many steps at the least. Of a shape it is a result that neither order of the programs explains.`,
    memoriesText(result),
    ...fixes.flatMap((fix) => fixText(result, fix)),
    '## What follows',
    caseMeaning(result),
    '## Controls',
    'The order of the program comes first: where it is wrong, no order of memory helps. The two shapes tell the memory models apart, and `peerup litmus` runs them on the processors of a machine.',
    ...familiesText(
      result,
      result.rows.filter(({ family }) => fixOf(result, family) === null),
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

type Fix = { fix: string; heading: string; asked: readonly string[] }

const fixes: readonly Fix[] = [
  { fix: 'fix-a', heading: '## The guard: Fix A', asked: [] },
  { fix: 'fix-b', heading: '## The barrier: Fix B, 7.0.x, revert', asked: [] },
  {
    fix: 'fix-c',
    heading: '## The guard under a lock: Fix C',
    asked: [
      "A peer is published, its link goes down, and it is published again: it stores DOWN while it holds the lock of its own entry, releases the lock, closes its socket, opens another one and publishes that. Both times UP is published without the lock. The sender holds its peer's lock from the guard to the send. What is asked is SendUsesPeersSocket and SendUsesPeersIfIndex: that whoever reads UP and sends uses the socket that the peer holds open at that moment, never 0 and never the closed one, with its index.",
    ],
  },
]

const limits = [
  '- `tso` is x86 and x86-64. `relaxed` is a multi-copy atomic processor that does accesses out of order unless an order forbids it: Armv8, RISC-V. `c11` is what the language promises, so it covers compilers too, and processors where a store becomes visible to one thread before another (POWER); but not a store that is visible before an earlier load of its thread, which `relaxed` has.',
  '- A hardware column supposes that the compiler keeps the order of the accesses and gives each one the usual instructions. A compiler may reorder relaxed and plain accesses even for x86: only `c11` is a promise.',
  "- Upstream's `turn` is a plain int that threads read and write at the same time: in C11 a data race, so the behaviour is undefined. Here it is taken for a relaxed access, the best that it can be; a row with a relaxed `turn` is no statement about what a compiler may do to a plain one.",
  '- The lock is taken by an update that acquires, as soon as it is free, and freed by a store that releases: the least that a mutex promises. On x86 that store may wait in the buffer; in `c11` the lock synchronizes with the unlock before it.',
  '- Left out: values out of thin air, consume, fences, and what the system calls between the accesses order (`poll()` in the barrier, `close()` and `socket()` between two publications, `sendto()` after the loads), which on real systems is much more than the model says. Of `close()` and `sendto()` it says that they act at once, and not before what their thread reads earlier. So *does not* means: nothing in the source promises it; not: it was seen on a machine.',
  '- One publisher and one sender, which looks once. One publication; with Fix C two, the first socket closed between them: a link that flaps once. Fix A and Fix B are not asked about flaps here, because they fail there even if memory is sequentially consistent ([which fix is enough](lattice.md)). SendImpliesPeerUp, that the state is UP at the send itself, is asked in the start-up model only.',
].join('\n')

const fixOf = ({ about }: MemoryOrderResult, family: string): string | null =>
  about.families[family]?.role === 'fix' ? (family.split('/')[0] ?? null) : null

const partOf = (family: string): string => family.split('/')[1] ?? ''

function memoriesText({ about }: MemoryOrderResult): string {
  const rows = Object.entries(about.memories).map(([name, text]) => [name, text])
  return markdownTable(['memory model', 'what it is'], rows)
}

function fixText(result: MemoryOrderResult, { fix, heading, asked }: Fix): string[] {
  const rows = result.rows.filter(({ family }) => fixOf(result, family) === fix)
  return [heading, ...asked, ...familiesText(result, rows), whyText(rows)]
}

/** What the families are, and the table of them. */
function familiesText(result: MemoryOrderResult, rows: readonly MemoryRow[]): string[] {
  const families = [...new Set(rows.map(({ family }) => family))]
  const abouts = families.map(
    (family) => `- ${family}: ${result.about.families[family]?.about ?? family}`,
  )
  return [abouts.join('\n'), table(result, rows)]
}

/** A row for each family and its orders, so that no cell speaks of two explorations. */
function table({ about }: MemoryOrderResult, rows: readonly MemoryRow[]): string {
  const memories = Object.keys(about.memories)
  const groups = groupBy(rows, ({ family, orders }) => `${family} ${orders}`)
  return markdownTable(
    ['case', 'orders', 'what they are', ...memories],
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
    reorder: 'an access is done before an earlier one of its thread',
    pass: 'a load is done while an earlier store waits in the buffer',
  }
  const rows = witnesses.map(({ memory, what, steps }) => [memory, words[what] ?? what, `${steps}`])
  rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return markdownTable(['memory model', 'what was seen to happen', 'steps'], rows)
}
