import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  readExpectations,
  unexpectedVerdicts,
} from '../../../../src/suricata/studies/fix-sets/expectations.js'
import { safetyProperties } from '../../../../src/suricata/studies/fix-sets/result.js'
import { scenarios } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { sets, specification } from './own-sets.js'
import { peacefulRows } from './rows.js'

const home = mkdtempSync(join(tmpdir(), 'peerup-expectations-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const argued = readFileSync(join(specification.folder, 'lattice.json'), 'utf8')

function read(text: string) {
  writeFileSync(join(home, 'lattice.json'), text)
  return readExpectations({ ...specification, folder: home })
}

describe('what was argued of the lattice', () => {
  it('speaks of every wanted property of every set in every scenario', () => {
    const expectations = readExpectations(specification)
    const unargued = [...safetyProperties, 'Live' as const].flatMap((property) =>
      scenarios.flatMap((scenario) =>
        sets.all.filter((set) => expectations.of(property, scenario, set) === null),
      ),
    )
    expect(unargued).toEqual([])
  })

  it('is not met by a lattice in which nothing ever breaks', () => {
    const surprises = unexpectedVerdicts(readExpectations(specification), peacefulRows())
    expect(surprises.join('\n')).toMatch(/SendImpliesPeerUp of v8 in clean-start \(1x1\): expected/)
    expect(surprises.join('\n')).toMatch(/Live of v8 in failed-open-flap/)
  })

  it.each([
    ['leaves out a set', '{ "bumpOnFailure": true }', '{ "bumpOnFailure": true, "lock": true }'],
    ['says two things of one', '{ "bumpOnFailure": false }', '{}'],
    ['names a feature that is none', '{ "bumpOnFailure": false }', '{ "speed": false }'],
    ['names a value that is none', '{ "bumpOnFailure": false }', '{ "bumpOnFailure": "no" }'],
    ['names a property that is none', '"NeverRecovers"', '"NeverSlow"'],
  ])('is an error if it %s', (_, before, after) => {
    expect(argued).toContain(before)
    expect(() => read(argued.replace(before, after))).toThrow(
      expect.objectContaining({ code: 'mapping' }),
    )
  })
})
