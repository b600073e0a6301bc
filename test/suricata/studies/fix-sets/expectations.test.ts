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

describe('the expectations in lattice.json', () => {
  it('cover every send property and liveness of every set in every scenario', () => {
    const expectations = readExpectations(specification)
    const unargued = [...safetyProperties, 'Live' as const].flatMap((property) =>
      scenarios.flatMap((scenario) =>
        sets.all.filter((set) => expectations.of(property, scenario, set) === null),
      ),
    )
    expect(unargued).toEqual([])
  })

  it('are not met by rows in which every property holds', () => {
    const deviations = unexpectedVerdicts(readExpectations(specification), peacefulRows()).join(
      '\n',
    )
    expect(deviations).toMatch(/SendImpliesPeerUp of v8 in clean-start \(1x1\): expected/)
    expect(deviations).toMatch(/Live of v8 in failed-open-flap/)
  })

  it.each([
    ['leave out a set', '{ "bumpOnFailure": true }', '{ "bumpOnFailure": true, "lock": true }'],
    ['have two rules for a set', '{ "bumpOnFailure": false }', '{}'],
    ['name an unknown feature', '{ "bumpOnFailure": false }', '{ "speed": false }'],
    ['name an unknown value', '{ "bumpOnFailure": false }', '{ "bumpOnFailure": "no" }'],
    ['name an unknown property', '"NeverRecovers"', '"NeverSlow"'],
  ])('are an error if they %s', (_, before, after) => {
    expect(argued).toContain(before)
    expect(() => read(argued.replace(before, after))).toThrow(
      expect.objectContaining({ code: 'mapping' }),
    )
  })
})
