import type { Mapping } from '../mapping/mapping.js'
import { grid } from './grid.js'

const performers = {
  gate: 'a thread, at its gate',
  driver: 'the replay',
  hardware: 'hardware; never replayed',
}

/** `docs/mapping.md`: who does each action, where in the engine, and at which gate of the C program. */
export function mappingDocument(mapping: Mapping): string {
  const rows = Object.entries(mapping.actions).map(
    ([name, { performer, function: place, meaning }]) => [
      name,
      performers[performer],
      `\`${place}\``,
      meaning,
      performer === 'gate' ? `\`${name}\`` : 'none',
    ],
  )
  return [
    '# The actions, and where the engine does them',
    mapping.about,
    'An action of the model, a gate of the C program, an event of the replay and an arrow of a diagram have one name.',
    grid(['action', 'who does it', 'function', 'meaning', 'C gate'], rows),
    ...waitingText(mapping),
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
