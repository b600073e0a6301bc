import { pairsOf, variantsOf } from './phrases.js'
import type { FixSetsResult } from './result.js'
import { isLive, isOrdered, isParallel, isSafe } from './set-verdicts.js'
import { type FixSet, type FixSets, fatalScenarios, flapScenarios, isSmaller } from './sets.js'

/** The class of a box: how many goals its set reaches, fewest first. */
const classes = [
  { name: 'unsafe', fill: '#f6c9c3', stroke: '#b3372a' },
  { name: 'start', fill: '#fbdcc0', stroke: '#b35a00' },
  { name: 'failure', fill: '#fbe9b0', stroke: '#9c7400' },
  { name: 'live', fill: '#f5f5b0', stroke: '#7d7d00' },
  { name: 'flaps', fill: '#dcefc4', stroke: '#5b8c1a' },
  { name: 'ordered', fill: '#c2e8ef', stroke: '#1a7a8c' },
  { name: 'all', fill: '#a9dfae', stroke: '#1d7a35' },
] as const

/**
 * `docs/reference/diagrams/fix-sets.mmd`: the minimal sets and the named variants, each
 * below the sets that have more changes.
 */
export function fixSetsPicture(result: FixSetsResult, sets: FixSets): string {
  const idOf = ({ name }: FixSet) => `s${sets.all.findIndex((set) => set.name === name)}`
  const shown = sets.all.filter(({ name }) => isShown(name, result))
  return [
    '---',
    `config: ${JSON.stringify(config)}`,
    '---',
    'flowchart BT',
    ...shown.map(
      (set) => `  ${idOf(set)}["${labelOf(set, sets, result)}"]:::${classOf(set, result)}`,
    ),
    ...shown.flatMap((set) => edgesTo(set, shown, { idOf, sets })),
    ...classes.map(
      ({ name, fill, stroke }) =>
        `  classDef ${name} fill:${fill},stroke:${stroke},stroke-width:2px,color:#1c1c1c`,
    ),
    ...serialStyle(shown.filter(({ name }) => !isParallel(name, result)).map(idOf)),
    ...keyLines(result, shown.slice(0, 1).map(idOf)),
    '',
  ].join('\n')
}

const config = {
  theme: 'base',
  fontFamily: 'DejaVu Sans, Verdana, sans-serif',
  fontSize: 14,
  themeVariables: { lineColor: '#5c6773', edgeLabelBackground: '#ffffff', fontSize: '14px' },
  flowchart: {
    useMaxWidth: false,
    nodeSpacing: 34,
    rankSpacing: 62,
    htmlLabels: true,
    wrappingWidth: 400,
  },
}

function isShown(name: string, { answers, variants }: FixSetsResult): boolean {
  const minimal = answers.flatMap((answer) => answer.minimal)
  return Object.values(variants).includes(name) || minimal.some(({ set }) => set === name)
}

function labelOf({ name, changes }: FixSet, sets: FixSets, result: FixSetsResult): string {
  const words = changes.map(sets.wordsOf).join(' + ')
  const names = variantsOf(name, result.variants)
  const rings = isParallel(name, result) ? 'rings in parallel' : 'rings one by one'
  return [
    ...(names.length === 0 ? [] : [`<b>${names.join(', ')}</b>`]),
    words === '' ? 'no change' : words,
    `<i>${safetyWords(name, result)}, ${livenessWords(name, result)}</i>`,
    `<i>${rings}, ${isOrdered(name, result) ? 'queues in order' : 'order by timing'}</i>`,
    `<i>a fatal failure ${isLive(name, fatalScenarios, result) ? 'is noticed' : 'can hang the start'}</i>`,
  ].join('<br/>')
}

function safetyWords(name: string, result: FixSetsResult): string {
  if (!isSafe(name, ['clean-start'], result)) return 'unsafe at start'
  if (!isSafe(name, ['failed-open'], result)) return 'safe at start'
  if (!isSafe(name, flapScenarios, result)) return 'safe under failure'
  return 'safe under flaps'
}

function livenessWords(name: string, result: FixSetsResult): string {
  if (!isLive(name, ['clean-start', 'failed-open'], result)) return 'can get stuck at start'
  if (!isSafe(name, flapScenarios, result)) return 'live at start'
  return isLive(name, flapScenarios, result) ? 'live' : 'can get stuck in a flap'
}

function classOf({ name }: Pick<FixSet, 'name'>, { answers }: FixSetsResult): string {
  const reached = pairsOf(answers).filter(({ any }) => any.all.includes(name)).length
  return classes[reached]?.name ?? 'unsafe'
}

/** Edges from the largest shown sets that this one contains, labelled with the changes that it adds. */
function edgesTo(
  set: FixSet,
  shown: readonly FixSet[],
  { idOf, sets }: { idOf: (set: FixSet) => string; sets: FixSets },
): string[] {
  const below = shown.filter((other) => isSmaller(other, set))
  const next = below.filter((other) => !below.some((between) => isSmaller(other, between)))
  return next.map((other) => {
    const added = set.changes.filter((change) => !other.changes.includes(change))
    const words = added.map(sets.wordsOf).join(', ')
    return `  ${idOf(other)} -->|"+ ${words}"| ${idOf(set)}`
  })
}

/** A dashed box gives up parallel rings, the purpose of 923ad6af. */
function serialStyle(serial: readonly string[]): string[] {
  return serial.length === 0
    ? []
    : ['  classDef serial stroke-dasharray:6 4', `  class ${serial.join(',')} serial`]
}

/** The key: a set has the colour of the last goal that it reaches without a gap. */
function keyLines({ answers }: FixSetsResult, lowest: readonly string[]): string[] {
  const goals = pairsOf(answers).map(({ want }) => want)
  const words = ['unsafe at start', ...goals]
  const boxes = [
    ...classes.map(({ name }, index) => ({ id: `key${index}`, text: words[index], style: name })),
    { id: 'dashed', text: 'dashed: rings one by one', style: 'serialKey' },
  ]
  return [
    '  subgraph key["Colours: the last goal that a set reaches, in this order"]',
    '    direction LR',
    ...boxes.map(({ id, text }) => `    ${id}["${text}"]`),
    // Invisible links put the boxes side by side and below all sets.
    `    ${boxes.map(({ id }) => id).join(' ~~~ ')}`,
    '  end',
    ...lowest.map((id) => `  key ~~~ ${id}`),
    '  classDef serialKey fill:#ffffff,stroke:#5c6773,stroke-dasharray:6 4,color:#1c1c1c',
    '  style key fill:#ffffff,stroke:#c4cbd3,color:#1c1c1c',
    ...boxes.map(({ id, style }) => `  class ${id} ${style}`),
  ]
}
