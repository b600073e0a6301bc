import type { Mapping } from '../core/mapping.js'
import { markdownTable } from './markdown-table.js'

const performers = {
  gate: 'a thread, at its gate',
  driver: 'the replay',
  hardware: 'hardware; never replayed',
}

/** `docs/mapping.md`: who does each action, where in the engine, and at which gate of the C program. */
export function mappingDocument(mapping: Mapping): string {
  const called = hasCalls(mapping)
  const rows = Object.entries(mapping.actions).map(
    ([name, { performer, function: place, meaning, call }]) => [
      name,
      performers[performer],
      `\`${place}\``,
      meaning,
      performer === 'gate' ? `\`${name}\`` : 'none',
      ...(called ? [performer === 'gate' ? stopText(call) : 'none'] : []),
    ],
  )
  return [
    '# The actions, and where the engine does them',
    mapping.about,
    'An action of the model, a gate of the C program, an event of the replay and an arrow of a diagram have one name.',
    markdownTable(
      [
        ...['action', 'who does it', 'function', 'meaning', 'C gate'],
        ...(called ? ['stop from outside'] : []),
      ],
      rows,
    ),
    ...waitingText(mapping),
    ...outsideText(mapping),
    'This page is generated from the mapping by `npm run check`.',
  ]
    .join('\n\n')
    .concat('\n')
}

function waitingText({ actions }: Mapping): string[] {
  const waits = Object.keys(actions).filter((name) => actions[name]?.waits === true)
  if (waits.length === 0) return []
  return [
    `Waiting loops: ${waits.join(', ')}. A release evaluates the condition once; while it does not hold, the thread comes back to the same gate.`,
  ]
}

/** Whether threads can be stopped in a program that is not ours. */
const hasCalls = ({ actions }: Mapping): boolean =>
  Object.values(actions).some(({ call }) => call !== undefined)

const stopText = (call: string | undefined): string =>
  call === undefined ? 'between calls' : `\`${call}\``

function outsideText(mapping: Mapping): string[] {
  if (!hasCalls(mapping)) return []
  const { actions, unseen } = mapping
  const hidden = unseen.length === 0 ? '' : ` Not seen from there: ${unseen.join(', ')}.`
  return [
    `In a program that is not ours a preloaded library stops a thread before a call. What happens between two calls is inferred from the snapshots before and after, or unordered where these show no order: a replay says of each step which.${hidden}`,
    ...endedEarlyText(actions),
  ]
}

function endedEarlyText(actions: Mapping['actions']): string[] {
  const early = Object.entries(actions).flatMap(([name, { timeOut }]) =>
    timeOut === undefined ? [] : [`${name} (${timeOut})`],
  )
  if (early.length === 0) return []
  return [
    `Time-outs that end when the replay says so, not when their time is up: ${early.join(', ')}.`,
  ]
}
