import type { Mapping } from '../core/mapping.js'
import { markdownTable } from './markdown-table.js'

const performers = {
  gate: 'a thread, at its gate',
  driver: 'the replay',
  hardware: 'hardware; never replayed',
}

/** `docs/reference/mapping.md`: each action with its performer, its function in the engine, and its gate in the C program. */
export function mappingDocument(mapping: Mapping): string {
  const withCalls = hasCalls(mapping)
  const rows = Object.entries(mapping.actions).map(
    ([name, { performer, function: place, meaning, call }]) => [
      name,
      performers[performer],
      `\`${place}\``,
      meaning,
      performer === 'gate' ? `\`${name}\`` : 'none',
      ...(withCalls ? [performer === 'gate' ? stopText(call) : 'none'] : []),
    ],
  )
  return [
    '# The actions, and where the engine takes them',
    mapping.about,
    'An action of the model, a gate of the C program, an event of the replay and an arrow of a diagram have the same name.',
    markdownTable(
      [
        ...['action', 'performer', 'function', 'meaning', 'C gate'],
        ...(withCalls ? ['stop in an unmodified program'] : []),
      ],
      rows,
    ),
    ...waitingText(mapping),
    ...callsText(mapping),
    'This page is generated from the mapping by `npm run check`.',
  ]
    .join('\n\n')
    .concat('\n')
}

function waitingText({ actions }: Mapping): string[] {
  const waits = Object.entries(actions).flatMap(([name, { waits, waitsIf }]) => {
    if (waits !== true) return []
    const when = Object.entries(waitsIf ?? {}).map(([feature, value]) => `${feature} = ${value}`)
    return [when.length === 0 ? name : `${name} (where ${when.join(', ')})`]
  })
  if (waits.length === 0) return []
  return [
    `Waiting loops: ${waits.join(', ')}. A release evaluates the condition once; while it does not hold, the thread returns to the same gate.`,
  ]
}

/** Whether a replay can stop threads in an unmodified program. */
const hasCalls = ({ actions }: Mapping): boolean =>
  Object.values(actions).some(({ call }) => call !== undefined)

const stopText = (call: string | undefined): string =>
  call === undefined ? 'between calls' : `\`${call}\``

function callsText(mapping: Mapping): string[] {
  if (!hasCalls(mapping)) return []
  const { actions, unseen } = mapping
  const hidden = unseen.length === 0 ? '' : ` Snapshots there do not show ${unseen.join(', ')}.`
  return [
    `In an unmodified program a preloaded library stops a thread before a call. A step between two calls is inferred from the snapshots before and after, or unordered if these show no order; a replay says which.${hidden}`,
    ...endedEarlyText(actions),
  ]
}

function endedEarlyText(actions: Mapping['actions']): string[] {
  const early = Object.entries(actions).flatMap(([name, { timeOut }]) =>
    timeOut === undefined ? [] : [`${name} (${timeOut})`],
  )
  if (early.length === 0) return []
  return [`Time-outs that the replay ends, before their time is up: ${early.join(', ')}.`]
}
