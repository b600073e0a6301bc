import { groupBy } from '../../../core/group-by.js'
import { markdownTable } from '../../../report/markdown-table.js'
import type { Case, Cases } from './cases.js'
import { type LeftOutResult, type LeftOutRow, leftOutRowIsAsExpected } from './result.js'

/** `docs/reference/left-out.md`: whom what PeerUp.tla leaves out hurts, and what mends it. */
export function leftOutDocument({ cases }: Pick<Cases, 'cases'>, result: LeftOutResult): string {
  const rowsOf = ({ name }: Case) => result.rows.filter((row) => row.case === name)
  return [
    '# What the model leaves out',
    introduction(result),
    summary(cases, rowsOf),
    legend,
    ...cases.flatMap((one) => caseText(one, rowsOf(one))),
    '`npm run check` generates this page from `spec/left-out/`.',
  ]
    .join('\n\n')
    .concat('\n')
}

const introduction = ({ states }: LeftOutResult) =>
  `\`PeerUp.tla\` leaves out what these cases add. Each is a module in \`spec/left-out\` with one pair: PeerUp's steps stay the steps, and the case adds its own. TLC answered all of them, for every variant, without the smallest change that mends the case and with it: ${states} states in all. Every verdict was argued beforehand, and a case that never occurs counts as a deviation.`

const legend =
  'A case *hurts* a variant if its claim is violated there. A case that begins after the start has a start in one order, and only the link of the first interface goes down: what can happen during a start is in the [models](results.md). A counterexample ends in the state that violates the claim; a send that is about to be made counts.'

function summary(cases: readonly Case[], rowsOf: (one: Case) => LeftOutRow[]): string {
  return markdownTable(
    ['case', 'hurts', 'the smallest change that mends it', 'hurts with it', 'seen on'],
    cases.map((one) => [
      `[${one.name}](#${one.name})`,
      hurtText(rowsOf(one), false),
      one.change.words,
      hurtText(rowsOf(one), true),
      one.seen === '' ? '-' : one.seen,
    ]),
  )
}

function hurtText(rows: readonly LeftOutRow[], changed: boolean): string {
  const own = rows.filter((row) => row.changed === changed)
  const hurt = own.filter(({ verdict }) => verdict === 'violated')
  const mark = own.every(leftOutRowIsAsExpected) ? '' : 'UNEXPECTED: '
  if (hurt.length === 0) return `${mark}none`
  return mark + (hurt.length === own.length ? 'all' : hurt.map(({ variant }) => variant).join(', '))
}

function caseText(one: Case, rows: readonly LeftOutRow[]): string[] {
  return [
    `## ${one.name}`,
    one.leftOut,
    [
      `- Claim (\`${one.claim}\` of [${one.module}.tla](../../spec/left-out/${one.module}.tla)): ${one.says}.`,
      ...whyLines(rows),
      `- Change: ${one.change.words}.`,
      `- In the forwarder: ${one.forwarder}.`,
      `- Source: ${one.source}.`,
    ].join('\n'),
    ...counterexampleText(rows),
  ]
}

const whyLines = (rows: readonly LeftOutRow[]): string[] =>
  groupBy(rows, ({ why }) => why).map(([why, group]) => {
    const variants = [...new Set(group.map(({ variant }) => variant))].join(', ')
    const verdictOf = (changed: boolean) =>
      [
        ...new Set(group.filter((row) => row.changed === changed).map(({ verdict }) => verdict)),
      ].join(' and ')
    return `- ${variants}: ${verdictOf(false)}, with the change ${verdictOf(true)}. ${why}`
  })

/** The shortest of the counterexamples without the change; a thread's successive steps share a line. */
function counterexampleText(rows: readonly LeftOutRow[]): string[] {
  const [shortest] = rows
    .flatMap(({ variant, changed, counterexample }) =>
      changed || counterexample === null ? [] : [{ variant, steps: counterexample }],
    )
    .sort((one, other) => one.steps.length - other.steps.length)
  if (shortest === undefined) return []
  const { variant, steps } = shortest
  return [
    `The shortest counterexample, in ${variant}, ${steps.length} steps:`,
    ['```', ...linesOf(steps), '```'].join('\n'),
  ]
}

function linesOf(steps: readonly string[]): string[] {
  const lines: { who: string; actions: string[] }[] = []
  for (const step of steps) {
    const [, who = '', action = ''] = /^(\S+) (.*)$/.exec(step) ?? []
    const last = lines.at(-1)
    if (last?.who === who) last.actions.push(action)
    else lines.push({ who, actions: [action] })
  }
  return lines.map(({ who, actions }) => `${who}: ${actions.join(', ')}`)
}
