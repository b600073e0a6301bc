import type { Cycle } from './result.js'

/** A kind of moment, which has its own colour and shape. */
export type Kind = 'bound' | 'published' | 'open' | 'error' | 'frame'

export type Mark = { kind: Kind; ms: number }

export const kinds: Record<Kind, { words: string; colour: string }> = {
  bound: { words: 'a thread has bound', colour: '#0072b2' },
  published: { words: 'a thread has published', colour: '#009e73' },
  open: { words: 'the first thread leaves the barrier', colour: '#000000' },
  error: { words: "a thread's first failed send", colour: '#d55e00' },
  frame: { words: 'the first frame comes out', colour: '#aa4499' },
}

/** The marks of all moments of a cycle. */
export function marksOf({ threads, ways }: Cycle): Mark[] {
  const all = (kind: Kind, times: readonly (number | null)[]) =>
    times.flatMap((ms) => (ms === null ? [] : [{ kind, ms }]))
  return [
    ...all(
      'bound',
      threads.map(({ bound }) => bound),
    ),
    ...all(
      'published',
      threads.map(({ published }) => published),
    ),
    ...all('open', [least(threads.map(({ started }) => started))]),
    ...all('frame', [least(ways.map(({ firstFrame }) => firstFrame))]),
    ...all(
      'error',
      threads.map(({ firstError }) => firstError),
    ),
  ]
}

function least(times: readonly (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The height of a lane. Ticks of threads are in its upper and lower part, other marks cross it. */
export const laneHeight = 26

/** One mark at `x` in a lane whose upper edge is `y`. */
export function drawMark(kind: Kind, x: number, y: number): string {
  const { colour } = kinds[kind]
  const at = (n: number) => n.toFixed(1)
  switch (kind) {
    case 'bound':
      return `<path d="M${at(x)} ${at(y + 3)}v8" stroke="${colour}" stroke-width="1.4"/>`
    case 'published':
      return `<path d="M${at(x)} ${at(y + 15)}v8" stroke="${colour}" stroke-width="1.4"/>`
    case 'open':
      return `<path d="M${at(x)} ${at(y)}v${laneHeight}" stroke="${colour}" stroke-width="2"/>`
    case 'error':
      return `<circle cx="${at(x)}" cy="${at(y + 13)}" r="3.4" fill="${colour}" stroke="#ffffff" stroke-width="0.8"/>`
    case 'frame':
      return `<path d="M${at(x)} ${at(y + 1)}l5 8h-10z" fill="${colour}" stroke="#ffffff" stroke-width="0.8"/>`
  }
}
