import { z } from 'zod'
import type { ThreadMoments } from './result.js'

/** The events that an engine reports of its start, one JSON line each on `eventsDescriptor`. */
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

const fieldOf = {
  bound: 'bound',
  ring: 'ring',
  published: 'published',
  started: 'started',
  'first-send': 'firstSend',
  'send-error': 'firstError',
} as const

/** The moments of each thread in ms after the launch, threads in the order of their first events. */
export function momentsOf(events: readonly EngineEvent[], launchedUs: number): ThreadMoments[] {
  const threads = new Map<string, ThreadMoments>()
  for (const { event, thread, us } of events) {
    const row = threads.get(thread) ?? noMoments(thread)
    threads.set(thread, row)
    if (event === 'send-error') row.errors++
    // The first of several events counts.
    row[fieldOf[event]] ??= (us - launchedUs) / 1000
  }
  return [...threads.values()]
}

const noMoments = (thread: string): ThreadMoments => ({
  thread,
  bound: null,
  ring: null,
  published: null,
  started: null,
  firstSend: null,
  firstError: null,
  errors: 0,
})
