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

it('an engine with a bump that contradicts its version is taken for no variant', () => {
  expect(
    variantText(diagnosis({ version: '7.0.10', takenFor: 'v7', goesAs: ['v7', 'revert'] })),
  ).toBe('version 7.0.10, taken for v7')
  const text = variantText(diagnosis({ version: '7.0.10', mistakenFor: 'v7' }))
  expect(text).toContain('version 7.0.10, which means v7')
  expect(text).toContain('taken for no variant')
})

it('an engine that behaves like another variant gets a hint to examine it as such', () => {
  const taken = { version: '8.0.3', takenFor: 'v8' }
  expect(variantText(diagnosis({ ...taken, goesAs: ['fix-a'] }))).toBe(
    'version 8.0.3, taken for v8; it behaves like fix-a (--variant fix-a examines it as such)',
  )
  expect(variantText(diagnosis({ ...taken, goesAs: [] }))).toContain('it behaves like no variant')
})
