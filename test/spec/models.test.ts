import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modelConfig } from '../../src/check/check-model.js'
import { isAbout, modelOf, readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import { parseValue } from '../../src/tlc/output/parse-value.js'
import { recordsModule } from '../../src/tlc/variant-record.js'
import { goals, type Liveness, violations } from './claims.js'
import { explore } from './explorer.js'
import type { Variant } from './start-up.js'
import type { Scenario } from './state.js'
import { scenarios } from './variants.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const { manifest, mapping } = specification
const base = readFileSync(join(packageRoot, 'spec/PeerUp.tla'), 'utf8')

/** The text of a definition, up to the next blank line or comment. */
function definition(module: string, name: string): string {
  const start = module.indexOf(`\n${name} ==`)
  if (start < 0) throw new Error(`no definition of ${name}`)
  return module.slice(start + `\n${name} ==`.length).split(/\n(?:\n|=)/)[0] ?? ''
}

type ListedModel = (typeof manifest.models)[number]

/** The explorer's result for a model, with its own scenario of that name and the listed features. */
function explored({ variant, scenario, topology }: ListedModel) {
  const bounds = new Map<string, Scenario>(Object.entries(scenarios)).get(scenario)
  if (bounds === undefined) throw new Error(`expected ${Object.keys(scenarios)}, got ${scenario}`)
  const [pairs, threadsPerInterface] = topology.split('x').map(Number)
  return explore({
    variant: manifest.variants[variant]?.features as Variant,
    scenario: bounds,
    topology: { pairs: pairs ?? 0, threadsPerInterface: threadsPerInterface ?? 0 },
  })
}

/** The properties that are expected to be violated in a model, state properties and temporal ones separately. */
function violatedIn(model: ListedModel) {
  const violated = manifest.expectations.filter(
    (expectation) => expectation.expected === 'violated' && isAbout(manifest, expectation, model),
  )
  const isTemporal = (property: string) => manifest.properties[property]?.kind === 'temporal'
  const properties = violated.map(({ property }) => property).sort()
  return {
    ofStates: properties.filter((property) => !isTemporal(property)),
    temporal: properties.filter(isTemporal),
  }
}

describe('the numbers that models.json expects', () => {
  // The explorer is a second implementation, from a description in words and independent of the TLA+. A number is right because both count the same.
  for (const model of manifest.models) {
    const name = [model.variant, model.scenario, model.topology].join('.')
    it(`are those of the independent explorer for ${name}`, { timeout: 300_000 }, () => {
      const found = explored(model)
      const { states, depth } = model
      expect({ states: found.states, depth: found.depth }).toEqual({ states, depth })
      const shortest = Object.entries(found.shortest).filter(([, length]) => length !== null)
      expect(Object.fromEntries(shortest)).toEqual(model.counterexamples)
      const missed = (Object.keys(goals) as Liveness[]).filter(
        (goal) => !found.everyFairRunReaches(goal),
      )
      expect(missed.sort()).toEqual(violatedIn(model).temporal)
    })
  }

  it('include a counterexample for each state property that is expected to be violated, and no other', () => {
    for (const model of manifest.models) {
      expect(Object.keys(model.counterexamples).sort()).toEqual(violatedIn(model).ofStates)
    }
  })

  it("are about the explorer's properties and TypeOK", () => {
    const ofExplorer = [...Object.keys(violations), ...Object.keys(goals), 'TypeOK']
    expect(Object.keys(manifest.properties).sort()).toEqual(ofExplorer.sort())
  })
})

describe('the specification, the mapping and the manifest', () => {
  const actionsOf = (performer: string) =>
    Object.entries(mapping.actions).flatMap(([name, action]) =>
      action.performer === performer ? [name] : [],
    )
  const setOf = (name: string) =>
    (parseValue(definition(base, name).trim()) as { '#set': string[] })['#set']

  it('have the same actions, those of threads at gates and those of links in the driver', () => {
    expect(actionsOf('gate').sort()).toEqual([...setOf('ThreadActions')].sort())
    expect(actionsOf('driver').sort()).toEqual([...setOf('LinkActions')].sort())
    expect(actionsOf('hardware')).toEqual([])
  })

  it('define every action of a thread under its own name, as a step of a thread that stands there', () => {
    for (const action of actionsOf('gate')) {
      expect(definition(base, `${action}(t)`)).toContain(`pc[t] = "${action}"`)
      expect(definition(base, 'Step(t)')).toContain(`${action}(t)`)
    }
  })

  it('define every action of a link with the value that the driver sets', () => {
    for (const action of actionsOf('driver')) {
      const [, name = ''] = new RegExp(`\\n(${action}\\(\\w+\\)) ==`).exec(base) ?? []
      const sets = `EXCEPT !\\[\\w+\\] = "${mapping.actions[action]?.sets}"`
      expect(definition(base, name)).toMatch(new RegExp(`link' = \\[ ?link ${sets} ?\\]`))
    }
  })

  // `npm run check`, or this test with -u, updates the file.
  it('have the same records of the variants', async () => {
    const records = recordsModule(manifest)
    expect(records?.file).toBe('GeneratedVariants.tla')
    const module = records?.text ?? ''
    await expect(module).toMatchFileSnapshot(join(packageRoot, 'spec/GeneratedVariants.tla'))
    for (const { constants, features } of Object.values(manifest.variants)) {
      const name = (constants.Variant ?? '').replace('<- ', '')
      expect(parseValue(definition(module, name).trim())).toEqual(features)
    }
  })

  it.each(manifest.models)('have the same claims of $variant.$scenario.$topology', (listed) => {
    const model = modelOf(manifest, listed)
    const claims = model.properties.filter(({ kind, deep }) => kind !== 'witness' && !deep)
    const file = join(packageRoot, 'spec/models', `${model.name}.cfg`)
    expect(readFileSync(file, 'utf8')).toBe(modelConfig(specification, model, claims))
  })

  it('have the same properties', () => {
    for (const property of Object.keys(manifest.properties)) {
      expect(base).toMatch(new RegExp(`\\n${property} ==`))
    }
  })
})
