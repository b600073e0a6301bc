import { z } from 'zod'
import type { ThreadMoments } from './result.js'

/** What an engine tells of its start, in its own words, on the descriptor that it was given. */
export const engineEvent = z.union([
  z.strictObject({
    event: z.enum(['bound', 'ring', 'published', 'started', 'first-send']),
    thread: z.string(),
    us: z.int(),
  }),
  z.strictObject({
    event: z.literal('send-error'),
    thread: z.string(),
    us: z.int(),
    errno: z.string(),
    socket: z.int(),
  }),
])

export type EngineEvent = z.infer<typeof engineEvent>

export const isEnotsock = (event: EngineEvent): boolean =>
  event.event === 'send-error' && event.errno === 'ENOTSOCK'

const places = {
  bound: 'bound',
  ring: 'ring',
  published: 'published',
  started: 'started',
  'first-send': 'firstSend',
  'send-error': 'firstError',
} as const

/** When each thread came how far, in ms after the launch, in the order in which they bound. */
export function momentsOf(events: readonly EngineEvent[], launchedUs: number): ThreadMoments[] {
  const threads = new Map<string, ThreadMoments>()
  for (const { event, thread, us } of events) {
    const row = threads.get(thread) ?? nothingYet(thread)
    threads.set(thread, row)
    if (event === 'send-error') row.errors++
    // The first of several counts.
    row[places[event]] ??= (us - launchedUs) / 1000
  }
  return [...threads.values()]
}

const nothingYet = (thread: string): ThreadMoments => ({
  thread,
  bound: null,
  ring: null,
  published: null,
  started: null,
  firstSend: null,
  firstError: null,
  errors: 0,
})
