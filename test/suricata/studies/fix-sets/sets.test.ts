import { describe, expect, it } from 'vitest'
import type { Change, FeatureRecord, FeatureValue } from '../../../../src/core/features.js'
import { parseManifest } from '../../../../src/core/manifest.js'
import { fixSetsOf, isSmaller } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { setNamed, sets, specification } from './own-sets.js'

const { manifest } = specification

/** The sets of a manifest whose base is a slow, dark cart; null declares no changes. */
function fixSetsOfCarts(changes: Pick<Change, 'name' | 'feature' | 'value'>[] | null) {
  const flag = { about: '', values: [false, true] }
  const features = { speed: 'low', light: false, beam: false }
  return fixSetsOf(
    parseManifest(
      {
        ...{ format: 'peerup-models/1', about: 'carts', module: 'Cart', specification: 'Spec' },
        ...{ mapping: 'mapping.json', constants: {}, topology: {}, scenarios: {}, properties: {} },
        ...{ expectations: [], models: [] },
        features: {
          speed: {
            about: '',
            values: ['low', 'high', 'top', 'most'],
            equivalent: [['top', 'most']],
          },
          ...{ light: flag, beam: flag },
        },
        variants: { cart: { about: '', constants: {}, features } },
        ...(changes === null
          ? {}
          : {
              fixSets: {
                base: 'cart',
                changes: changes.map((change) => ({ words: change.name, about: '', ...change })),
              },
            }),
      },
      'carts.json',
    ),
  )
}

const beam = { name: 'beam', feature: 'beam', value: true, requires: ['lit'] }
const lit = { name: 'lit', feature: 'light', value: true }
const fast = { name: 'fast', feature: 'speed', value: 'high' }
const faster = { name: 'faster', feature: 'speed', value: 'top' }

describe('sets of declared changes', () => {
  it('include required changes, have one value of each feature, and keep the order of the changes', () => {
    const { all } = fixSetsOfCarts([beam, lit, fast, faster])
    expect(all.map(({ name }) => name)).toEqual([
      'cart',
      ...['lit', 'fast', 'faster'],
      ...['beam+lit', 'lit+fast', 'lit+faster'],
      ...['beam+lit+fast', 'beam+lit+faster'],
    ])
    expect(all.at(-1)).toEqual({
      name: 'beam+lit+faster',
      changes: ['beam', 'lit', 'faster'],
      features: { speed: 'top', light: true, beam: true },
    })
  })

  it('lose a change together with all changes that require it, also through others', () => {
    const far = { ...faster, name: 'far', requires: ['beam'] }
    const carts = fixSetsOfCarts([lit, beam, far])
    const [whole] = carts.all.slice(-1)
    if (whole === undefined) throw new Error('expected sets')
    expect(whole.name).toBe('lit+beam+far')
    expect(carts.without(whole, 'lit')?.name).toBe('cart')
    expect(carts.without(whole, 'beam')?.name).toBe('lit')
    expect(carts.without(whole, 'far')?.name).toBe('lit+beam')
  })

  it('are found by their features, and equivalent values count as one', () => {
    const carts = fixSetsOfCarts([lit, fast, faster])
    const features = { light: true, beam: false }
    expect(carts.withFeatures({ speed: 'most', ...features })?.name).toBe('lit+faster')
    expect(carts.withFeatures({ speed: 'high', ...features })?.name).toBe('lit+fast')
    expect(carts.withFeatures({ speed: 'medium', ...features })).toBeUndefined()
    expect(carts.withFeatures({ speed: 'high', light: true })).toBeUndefined()
  })

  it('do not exist without a declaration; an empty declaration has the base alone', () => {
    expect(fixSetsOfCarts(null).all).toEqual([])
    expect(fixSetsOfCarts([]).all.map(({ name }) => name)).toEqual(['cart'])
  })
})

/** All records of features, without those that the specification refuses. */
function everyRecord(): FeatureRecord[] {
  let records: FeatureRecord[] = [{}]
  for (const [feature, { values }] of Object.entries(manifest.features)) {
    records = records.flatMap((record) =>
      values.map((value: FeatureValue) => ({ ...record, [feature]: value })),
    )
  }
  return records.filter(({ bump, bumpOnFailure, guard, lock, ringFirst }) => {
    // Of the two late places of the bump, ring first has the one of 7.0.x, and the late bump the other.
    const hasPlace = ringFirst ? bump === 'after-create' && bumpOnFailure : bump !== 'after-create'
    return hasPlace && (guard || !lock)
  })
}

describe('the sets of changes in spec/models.json', () => {
  it('are all records of the declared changes, with different names', () => {
    const text = (record: FeatureRecord) => JSON.stringify(record)
    expect(sets.all.map(({ features }) => text(features)).sort()).toEqual(
      everyRecord().map(text).sort(),
    )
    expect(new Set(sets.all.map(({ name }) => name)).size).toBe(sets.all.length)
  })

  it('are 120', () => {
    expect(sets.all).toHaveLength(120)
  })

  it.each([
    ['late-bump+ring-first', 'late-bump and ring-first exclude each other: both set bump'],
    [
      'bump-on-failure+guard+ring-first',
      'bump-on-failure and ring-first exclude each other: both set bumpOnFailure',
    ],
    ['guard+guard', 'it names guard twice'],
    ['lock', 'lock requires guard'],
    ['guard+speed', 'speed is no declared change'],
    ['ring-first+guard', 'a set names its changes in the order of the manifest: guard+ring-first'],
  ])('do not have %s among them, and say why', (name, problem) => {
    expect(sets.named(name)).toBeUndefined()
    expect(sets.problemOf(name)).toBe(problem)
  })

  it('have no problem if they exist', () => {
    expect(sets.all.map(({ name }) => sets.problemOf(name)).filter((one) => one !== null)).toEqual(
      [],
    )
  })

  it('have the lock only with the guard', () => {
    expect(sets.all.filter(({ features }) => features.lock && !features.guard)).toEqual([])
    expect(sets.named('lock')).toBeUndefined()
  })

  it('lose the lock with the guard', () => {
    expect(sets.without(setNamed('guard+lock+publish-down'), 'guard')?.name).toBe('publish-down')
    expect(sets.without(setNamed('guard+lock'), 'lock')?.name).toBe('guard')
  })

  it('are smaller if they are contained, not if they are fewer', () => {
    expect(isSmaller(setNamed('guard'), setNamed('guard+lock'))).toBe(true)
    expect(isSmaller(setNamed('late-bump'), setNamed('guard+lock'))).toBe(false)
    expect(isSmaller(setNamed('guard'), setNamed('guard'))).toBe(false)
  })

  it('have one place for both late bumps', () => {
    const { features } = setNamed('late-bump+bump-on-failure')
    expect(features.bump).toBe('after-up')
    expect(sets.withFeatures({ ...features, bump: 'after-create' })?.name).toBe(
      'late-bump+bump-on-failure',
    )
    expect(sets.withFeatures({ ...features, bump: 'elsewhere' })).toBeUndefined()
  })

  it('are what every variant of the manifest is', () => {
    for (const { features } of Object.values(manifest.variants)) {
      expect(sets.withFeatures(features)).toBeDefined()
    }
  })
})
