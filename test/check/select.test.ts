import { describe, expect, it } from 'vitest'
import { isWhole, selectModels } from '../../src/check/select.js'
import { readSpecification } from '../../src/core/manifest.js'
import { specFolder } from './traces.js'

const specification = readSpecification(specFolder)

/** The scenarios of the specification, in its order. */
const scenarios = [
  ...['clean-start', 'failed-open', 'flap', 'flap-in-ring', 'fatal-open', 'fatal-open-first'],
]

const names = (selection: Parameters<typeof selectModels>[1]) =>
  selectModels(specification, selection).map(({ name }) => name)

describe('a selection', () => {
  it('without options is every model of the manifest', () => {
    const all = specification.manifest.models.map(({ variant, scenario, topology }) =>
      [variant, scenario, topology].join('.'),
    )
    expect(names({}).sort()).toEqual(all.sort())
    expect(isWhole({})).toBe(true)
  })

  it.each([
    [{ variants: ['v8'], pairs: 1, threads: 1 }, scenarios.map((scenario) => `v8.${scenario}.1x1`)],
    // The manifest lists the other topologies for one scenario only.
    [{ variants: ['v8'], pairs: 2 }, ['v8.clean-start.2x1']],
    [{ variants: ['v8'], threads: 2 }, ['v8.clean-start.1x2']],
    [{ variants: ['fix-c'], scenario: 'flap' }, ['fix-c.flap.1x1']],
    [{ variants: ['fix-d'], scenario: 'fatal-open' }, ['fix-d.fatal-open.1x1']],
    [
      { variants: ['fix-b', 'v7'], scenario: 'clean-start', pairs: 1, threads: 1 },
      ['fix-b.clean-start.1x1', 'v7.clean-start.1x1'],
    ],
  ])('%j is %j, and incomplete', (selection, expected) => {
    expect(names(selection)).toEqual(expected)
    expect(isWhole(selection)).toBe(false)
  })

  it('of a scenario and a topology that the manifest lists apart is one model', () => {
    const [model, ...others] = selectModels(specification, {
      ...{ variants: ['v8'], scenario: 'flap', threads: 2 },
    })
    expect(model).toMatchObject({ name: 'v8.flap.1x2', size: null })
    expect(others).toEqual([])
  })

  it('of an unlisted topology has no expected sizes', () => {
    const models = selectModels(specification, { variants: ['v8'], pairs: 3, threads: 2 })
    expect(models.map(({ name }) => name)).toEqual(
      scenarios.map((scenario) => `v8.${scenario}.3x2`),
    )
    const [model] = models
    expect(model).toMatchObject({ topology: '3x2', size: null })
    expect(model?.constants).toMatchObject({ Pairs: '3', ThreadsPerInterface: '2' })
  })

  it.each([
    [
      { variants: ['v9'] },
      'variant that exists (v7, v8, fix-a, fix-b, revert, fix-c, fix-d), got v9',
    ],
    [{ variants: ['toString'] }, 'variant that exists'],
    [{ scenario: 'flood' }, `scenario that exists (${scenarios.join(', ')}), got flood`],
  ])('%j throws: %s', (selection, message) => {
    expect(() => names(selection)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    )
  })
})
