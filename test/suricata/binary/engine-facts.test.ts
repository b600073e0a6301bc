import { describe, expect, it } from 'vitest'
import type { State } from '../../../src/core/value.js'
import {
  type EngineFacts,
  factsOf,
  readText,
  readWaits,
  threadsThatWouldSleep,
} from '../../../src/suricata/binary/engine-facts.js'
import { frameLost } from '../../../src/suricata/binary/frame-lost.js'

describe('the read of an error', () => {
  it.each<[string, number, string, boolean | null]>([
    ['recv', 0x2, 'recv(MSG_PEEK)', true],
    ['recv', 0x42, 'recv(MSG_PEEK | MSG_DONTWAIT)', false],
    // No variant takes a frame, or asks by another call.
    ['recv', 0, 'recv(0)', null],
    ['recv', 0x2002, 'recv(MSG_PEEK | 0x2000)', null],
    ['recvfrom', 0x42, 'recvfrom(MSG_PEEK | MSG_DONTWAIT)', null],
    ['getsockopt(SO_ERROR)', 0, 'getsockopt(SO_ERROR)', null],
    ['none', 0, 'none', null],
  ])('by %s with flags %i is %s', (call, flags, text, waits) => {
    expect([readText({ call, flags }), readWaits({ call, flags })]).toEqual([text, waits])
  })
})

const nothing: EngineFacts = { asked: null, ring: null }
const read = (call: string, flags = 0x2) => ({ call, flags })
const snapshot = (asked: Record<string, object>, ring = 2): State =>
  ({ extra: { asked, ring } }) as never

describe('factsOf', () => {
  it('has the read of the thread that has read, and the version of the rings', () => {
    const facts = factsOf(snapshot({ a: read(''), b: read('recv') }), nothing)
    expect(facts).toEqual({ asked: read('recv'), ring: 2 })
  })

  it('prefers a read to a thread that read none, whichever comes first', () => {
    const seen = factsOf(snapshot({ a: read('recv') }), nothing)
    expect(factsOf(snapshot({ a: read('none'), b: read('') }, 3), seen)).toEqual({
      ...seen,
      ring: 3,
    })
    const none = factsOf(snapshot({ a: read('none') }, 0), nothing)
    expect(none).toEqual({ asked: read('none'), ring: null })
    expect(factsOf(snapshot({ a: read('recv') }), none).asked).toEqual(read('recv'))
  })

  it('learns nothing from a snapshot without them', () => {
    expect(factsOf({}, nothing)).toEqual(nothing)
  })
})

it('a thread would sleep that stands before its read while its socket has no error', () => {
  const state = { pollerr: { a: false, b: true, c: false } }
  const control = new Map([
    ['a', 'AskForError'],
    ['b', 'AskForError'],
    ['c', 'Receive'],
  ])
  expect(threadsThatWouldSleep(state, control)).toEqual(['a'])
})

describe('a frame that was not sent', () => {
  const judged = {
    ...{ verdict: 'refused' as const, why: 'x', step: 1, action: 'Guard', performer: 'a' },
    ...{ wanted: 'Guard', stood: 'Receive', upTo: null, steps: [] },
  }
  const last = (state: string): State => ({ peer: { a: { state: 'DOWN' }, b: { state } } })

  it('was dropped if the thread is back for the next one, and its peer is UP', () => {
    expect(frameLost(judged, last('UP'))).toBe('dropped')
  })

  it.each<[string, object, string]>([
    ['a guard may have dropped it', {}, 'DOWN'],
    ['the thread went elsewhere', { stood: 'AskForError' }, 'UP'],
    ['the thread waited for it', { wanted: 'AskForError' }, 'UP'],
  ])('is not explained if %s', (_, more, state) => {
    expect(frameLost({ ...judged, ...more }, last(state))).toBe(null)
  })

  it('was not received if it never came to the ring', () => {
    const why = 'expected a frame in the ring of a, none came in 5000 ms'
    expect(frameLost({ ...judged, verdict: 'error', why }, null)).toBe('not-received')
  })
})
