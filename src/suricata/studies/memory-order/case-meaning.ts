import type { MemoryRow } from '../memory-row.js'
import type { MemoryOrderResult } from './result.js'

/** What follows from the rows: sentences that change with the verdicts. */
export function caseMeaning({ rows }: MemoryOrderResult): string {
  const of = (family: string) => rows.filter((row) => row.family === family)
  const fixB = rows.filter(({ family }) => family.startsWith('fix-b/'))
  return [
    `- Fix A with upstream's orders, all seq_cst, ${sufficiency(of('fix-a'), 'upstream')}. ${weakest(of('fix-a'))}`,
    `- "Publication order makes it race-free", taken as a claim about program order alone (all relaxed), ${sufficiency(of('fix-a'), 'relaxed')}. What makes Fix A race-free is that the store of \`state\` releases and its load acquires.`,
    `- The barrier with upstream's orders, with the plain \`turn\` modelled as relaxed, ${sufficiency(fixB, 'upstream')}. With a release store and an acquire load of \`turn\` it ${sufficiency(fixB, 'turn-rel-acq')}.`,
    `- Fix C with upstream's orders, all seq_cst, ${sufficiency(of('fix-c'), 'upstream')}, also when the socket is closed and another one opened. ${weakest(of('fix-c'))}`,
    `- ${effectOfLock(of('fix-a'), of('fix-c'))} If UP is published under the lock as well, all relaxed ${sufficiency(of('fix-c/up-locked'), 'relaxed')}.`,
    `- Program order decides whether the lock helps, here with all seq_cst. If DOWN is stored before the lock is taken and released, Fix C ${sufficiency(of('fix-c/down-early'), 'upstream')}, as far as the socket is concerned; if DOWN is stored after that, it ${sufficiency(of('fix-c/down-late'), 'upstream')}. Fix C without the lock ${sufficiency(of('fix-c/without-lock'), 'upstream')}, and without publish DOWN it ${sufficiency(of('fix-c/without-down'), 'upstream')}.`,
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
  if (others.length === 0) return 'suffices under no memory model'
  return `suffices under ${others.join(' and ')}, and does not under ${failing.join(' and ')}`
}

/** The cases in which Fix C, with its lock, has another verdict than Fix A, with the guard alone. */
function effectOfLock(guard: readonly MemoryRow[], locked: readonly MemoryRow[]): string {
  const different = locked.filter((row) =>
    guard.some(
      ({ orders, memory, verdict }) =>
        orders === row.orders && memory === row.memory && verdict !== row.verdict,
    ),
  )
  if (locked.length === 0) return 'Fix C was not explored.'
  if (different.length === 0) {
    return 'The lock replaces no memory order: exactly the orders that suffice for Fix A suffice for Fix C, because UP is published without the lock.'
  }
  const cases = different.map(({ orders, memory, verdict }) => {
    const does = verdict === 'holds' ? 'suffices' : 'does not'
    return `${orders} under ${memory} ${does}`
  })
  return `The lock makes a difference to Fix A: with Fix C ${cases.join(', ')}.`
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
    : `The weakest of the orders here that suffice everywhere: ${ordersText(of)}.`
}

/** The orders that a name stands for. */
export const ordersText = (of: Record<string, string>): string =>
  Object.entries(of)
    .map(([name, order]) => (name === 'all' ? order : `${name} ${order}`))
    .join(', ')
