import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSpecification } from '../../src/mapping/manifest.js'
import { packageRoot } from '../../src/root.js'
import { parseValue } from '../../src/tlc/values.js'
import { explore, type Property } from './explorer.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const { manifest, mapping } = specification
const base = readFileSync(join(packageRoot, 'spec/PeerUp.tla'), 'utf8')
const models = readFileSync(join(packageRoot, 'spec/MCPeerUp.tla'), 'utf8')

/** The text of a definition, up to the next blank line or comment. */
function definition(module: string, name: string): string {
  const start = module.indexOf(`\n${name} ==`)
  if (start < 0) throw new Error(`no definition of ${name}`)
  return module.slice(start + `\n${name} ==`.length).split(/\n(?:\n|=)/)[0] ?? ''
}

describe('the numbers that models.json expects', () => {
  // The explorer is a second implementation, written from a description in words and without
  // sight of the TLA+: that both count the same is the reason why a number here is right.
  for (const model of manifest.models) {
    it(`are what the independent explorer finds for ${model.variant} at ${model.topology}`, () => {
      const [pairs = 0, threads = 0] = model.topology.split('x').map(Number)
      const features = manifest.variants[model.variant]?.features
      const found = explore(features as Parameters<typeof explore>[0], pairs, threads)
      expect({ states: found.states, depth: found.depth }).toEqual({
        states: model.states,
        depth: model.depth,
      })
      const shortest = Object.entries(found.shortest).filter(([, length]) => length !== null)
      expect(Object.fromEntries(shortest)).toEqual(model.counterexamples)
      for (const goal of [
        'BarrierOpens',
        'EveryThreadForwards',
        'UnpublishedIsTemporary',
      ] as const) {
        expect(found.everyFairRunReaches(goal)).toBe(true)
      }
    })
  }

  it('name a counterexample for each property that is expected to be violated, and for no other', () => {
    for (const model of manifest.models) {
      const violated = manifest.expectations.filter(
        (e) => e.expected === 'violated' && e.variants.includes(model.variant),
      )
      expect(Object.keys(model.counterexamples).sort()).toEqual(
        violated.map((e) => e.property as Property).sort(),
      )
    }
  })
})

describe('the specification, the mapping and the manifest', () => {
  it('have the same actions', () => {
    const inSpec = parseValue(definition(base, 'ThreadActions').trim()) as { '#set': string[] }
    expect(Object.keys(mapping.actions).sort()).toEqual([...inSpec['#set']].sort())
  })

  it('define every action under its own name, as a step of a thread that stands there', () => {
    for (const action of Object.keys(mapping.actions)) {
      expect(definition(base, `${action}(t)`)).toContain(`pc[t] = "${action}"`)
      expect(definition(base, 'Step(t)')).toContain(`${action}(t)`)
    }
  })

  it.each(Object.entries(manifest.variants))('have the same features of %s', (_, variant) => {
    const name = (variant.constants.Variant ?? '').replace('<- ', '')
    const text = definition(models, name).trim()
    const record = text.startsWith('[') ? text : definition(models, text).trim()
    expect(parseValue(record)).toEqual(variant.features)
  })

  it('have the same properties', () => {
    for (const property of Object.keys(manifest.properties)) {
      expect(base).toMatch(new RegExp(`\\n${property} ==`))
    }
  })
})
