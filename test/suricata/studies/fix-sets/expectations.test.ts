import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  readExpectations,
  unexpectedVerdicts,
} from '../../../../src/suricata/studies/fix-sets/expectations.js'
import { safetyProperties } from '../../../../src/suricata/studies/fix-sets/result.js'
import type { RuleProperty } from '../../../../src/suricata/studies/fix-sets/rules.js'
import {
  fatalScenarios,
  type Scenario,
  scenarios,
} from '../../../../src/suricata/studies/fix-sets/sets.js'
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
  const expectations = readExpectations(specification)
  const unarguedOf = (property: RuleProperty, of: readonly Scenario[]) =>
    of.flatMap((scenario) =>
      sets.all.filter((set) => expectations.of(property, scenario, set) === null),
    )

  it('cover every send property of every set in every scenario', () => {
    expect(safetyProperties.flatMap((property) => unarguedOf(property, scenarios))).toEqual([])
  })

  it('cover liveness, the order and the notice of a fatal failure of every set', () => {
    const others = scenarios.filter((scenario) => !fatalScenarios.includes(scenario as never))
    expect(unarguedOf('Live', others)).toEqual([])
    expect(unarguedOf('FatalFailureIsNoticed', fatalScenarios)).toEqual([])
    expect(unarguedOf('StartedImpliesOrdered', ['clean-start'])).toEqual([])
  })

  it('are not met by rows in which every property holds', () => {
    const deviations = unexpectedVerdicts(expectations, peacefulRows()).join('\n')
    expect(deviations).toMatch(/SendImpliesPeerUp of v8 in clean-start \(1x1\): expected/)
    expect(deviations).toMatch(/Live of v8 in failed-open-flap/)
    expect(deviations).toMatch(/StartedImpliesOrdered of v8 in clean-start \(1x2\): expected/)
    expect(deviations).toMatch(/FatalFailureIsNoticed of late-bump in fatal-open \(1x1\)/)
  })

  it.each([
    ['leave out a set', '{ "bumpOnFailure": true }', '{ "bumpOnFailure": true, "lock": true }'],
    ['have an unknown feature under "unread"', '["bumpOnFatal"]', '["speed"]'],
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
