import { expect, it } from 'vitest'
import {
  bumpText,
  type Diagnosis,
  diagnosisLine,
  variantText,
} from '../../../src/suricata/binary/diagnosis.js'

const diagnosis = (more: Partial<Diagnosis>): Diagnosis => ({
  format: 'peerup-binary/1',
  binary: '/usr/bin/suricata',
  version: null,
  takenFor: null,
  goesAs: [],
  earlyBump: null,
  affected: { 'clean-start': false, 'failed-open': false, flap: false },
  order: null,
  asks: null,
  ring: null,
  wedges: [],
  replays: [],
  notDriven: [],
  ...more,
})

type Affected = Diagnosis['affected'][string]
const affected = (start: Affected, down: Affected, flap: Affected) => ({
  'clean-start': start,
  'failed-open': down,
  flap,
})

it.each<[Partial<Diagnosis>, string]>([
  [{}, 'not affected'],
  [{ affected: affected(true, true, true) }, 'affected'],
  [
    { affected: affected(false, true, true) },
    'affected when a link is down at its start, or when a link goes down and comes back',
  ],
  [
    { affected: affected(true, false, false), wedges: ['failed-open'] },
    'affected when all links are up; does not come to forward when a link is down at its start',
  ],
  [
    { affected: affected(true, null, false) },
    'affected when all links are up; not known when a link is down at its start',
  ],
  [
    { affected: affected(false, null, false) },
    'not known when a link is down at its start; not affected when all links are up, or when a link goes down and comes back',
  ],
  [{ affected: affected(null, null, null) }, 'not known'],
])('%j gives the line: %s', (more, line) => {
  expect(diagnosisLine(diagnosis(more))).toBe(line)
})

it.each([
  [null, 'early bump: not known'],
  [true, 'early bump: yes'],
  [false, 'early bump: no'],
] as const)('an early bump of %s gives: %s', (earlyBump, text) => {
  expect(bumpText(diagnosis({ earlyBump })).startsWith(text)).toBe(true)
})

it.each<[string, Partial<Diagnosis>, string]>([
  [
    'is what its version says',
    { version: '7.0.10', takenFor: 'v7', goesAs: ['v7', 'revert'] },
    'version 7.0.10; examined as v7 (7.0.x), which it is to the step',
  ],
  [
    'is not what its version says',
    { version: '8.0.3', takenFor: 'fix-a', goesAs: ['fix-a'], mistakenFor: 'v8' },
    'version 8.0.3, which would be v8 (8.0.0-8.0.5); examined as fix-a, which it is to the step',
  ],
  [
    'is not what --variant says',
    { version: '8.0.3', takenFor: 'v8', goesAs: ['fix-a'] },
    'version 8.0.3; examined as v8 (8.0.0-8.0.5), but it behaves like fix-a',
  ],
  [
    'is none of the variants',
    { version: '9.0.0', takenFor: null },
    'version 9.0.0; it behaves like no variant',
  ],
])('an engine that %s gets this line', (_, more, line) => {
  expect(variantText(diagnosis(more))).toBe(line)
})
