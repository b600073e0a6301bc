import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseManifest, readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'

const changes = [
  { name: 'fast', feature: 'speed', value: 'high', words: 'fast', about: 'Faster.' },
  { name: 'lit', feature: 'light', value: true, words: 'lit', about: 'With a light.' },
  {
    ...{ name: 'beam', feature: 'beam', value: true, requires: ['lit'] },
    ...{ words: 'beam', about: 'Farther.' },
  },
]

const plain = { speed: 'low', light: false, beam: false }

const variants = (more: object = {}) => ({
  plain: { about: 'A cart.', constants: {}, features: plain },
  car: { about: 'A car.', constants: {}, features: { ...plain, ...more } },
})

/** A manifest of carts. */
const manifestOf = (more: object = {}) => ({
  ...{ format: 'peerup-models/1', about: 'carts', module: 'Cart', specification: 'Spec' },
  ...{ mapping: 'mapping.json', constants: {}, topology: {}, scenarios: {}, properties: {} },
  ...{ expectations: [], models: [] },
  features: {
    speed: { about: 'How fast?', values: ['low', 'high', 'top'], equivalent: [['high', 'top']] },
    light: { about: 'Has it a light?', values: [false, true] },
    beam: { about: 'Does the light reach far?', values: [false, true] },
  },
  fixSets: { base: 'plain', changes },
  variants: variants(),
  ...more,
})

const withChanges = (...given: object[]) =>
  manifestOf({ fixSets: { base: 'plain', changes: given } })

describe('the features of a manifest', () => {
  it('may be declared without changes, and changes without requirements', () => {
    const { fixSets: _, ...without } = manifestOf()
    expect(parseManifest(without, 'x').fixSets).toBeUndefined()
    expect(parseManifest(manifestOf(), 'x').fixSets?.changes[0]?.requires).toEqual([])
  })

  it('hold of variants that have every requirement of what they have', () => {
    const { car } = parseManifest(
      manifestOf({ variants: variants({ light: true, beam: true }) }),
      'x',
    ).variants
    expect(car?.features).toEqual({ speed: 'low', light: true, beam: true })
  })

  it.each([
    [
      'a variant without a feature',
      manifestOf({ variants: variants({ beam: undefined }) }),
      'expected a value of beam, got none',
      'variants.car.features',
    ],
    [
      'a variant with an undeclared feature',
      manifestOf({ variants: variants({ horn: true }) }),
      'expected a declared feature (speed, light, beam), got horn',
      'variants.car.features',
    ],
    [
      'a variant with features where none is declared',
      manifestOf({ features: {}, fixSets: undefined }),
      'expected a declared feature (none is declared), got speed',
      'variants.plain.features',
    ],
    [
      'a variant with an undeclared value',
      manifestOf({ variants: variants({ speed: 'medium' }) }),
      'expected "low" or "high" or "top", got "medium"',
      'variants.car.features.speed',
    ],
    [
      'a value of another type',
      manifestOf({ variants: variants({ light: 'true' }) }),
      'expected false or true, got "true"',
      'variants.car.features.light',
    ],
    [
      'a variant with a change whose requirement it does not have',
      manifestOf({ variants: variants({ beam: true }) }),
      'beam requires lit: expected light = true with beam = true, got light = false',
      'variants.car.features',
    ],
    [
      'a variant that names no record where the specification has records',
      manifestOf({ records: { constant: 'Cart', module: 'Carts' } }),
      'expected Cart to be a record of Carts, as "<- V8", got none',
      'variants.plain.constants',
    ],
    [
      'equivalent values that are not declared',
      manifestOf({
        features: {
          ...manifestOf().features,
          light: { about: 'A light?', values: [false, true], equivalent: [[true, 'yes']] },
        },
      }),
      'expected false or true, got "yes"',
      'features.light.equivalent',
    ],
    [
      'a base that is no variant',
      manifestOf({ fixSets: { base: 'cart', changes } }),
      'expected a variant of the manifest (plain, car), got cart',
      'fixSets.base',
    ],
    [
      'a change that is named twice',
      withChanges(...changes, { ...changes[1], feature: 'beam' }),
      'expected a name of its own, got lit again',
      'fixSets.changes[3].name',
    ],
    [
      'a change with the name of the base',
      withChanges({ ...changes[0], name: 'plain' }),
      'expected a name of its own, got plain again',
      'fixSets.changes[0].name',
    ],
    [
      'a change with a name that cannot be part of the name of a set',
      withChanges({ ...changes[0], name: 'fast+lit' }),
      'must match pattern',
      'fixSets.changes[0].name',
    ],
    [
      'a change of an undeclared feature',
      withChanges({ ...changes[0], feature: 'horn' }),
      'expected a declared feature (speed, light, beam), got horn',
      'fixSets.changes[0].feature',
    ],
    [
      'a change to an undeclared value',
      withChanges({ ...changes[0], value: 'medium' }),
      'expected "low" or "high" or "top", got "medium"',
      'fixSets.changes[0].value',
    ],
    [
      'a change to what the base has',
      withChanges({ ...changes[0], value: 'low' }),
      'expected a value that plain does not have, got speed = low',
      'fixSets.changes[0].value',
    ],
    [
      'two changes that are one model',
      withChanges(changes[0] ?? {}, { ...changes[0], name: 'faster', value: 'top' }),
      'expected a value that no other change sets, got speed = top of fast',
      'fixSets.changes[1].value',
    ],
    [
      'a change that names its own feature again under "with"',
      withChanges({ ...changes[0], with: { speed: 'top' } }),
      'expected speed once, as the change\'s own feature, got it under "with" again',
      'fixSets.changes[0].with.speed',
    ],
    [
      'a change with an undeclared feature under "with"',
      withChanges({ ...changes[0], with: { horn: true } }),
      'expected a declared feature (speed, light, beam), got horn',
      'fixSets.changes[0].with',
    ],
    [
      'a change with an undeclared value under "with"',
      withChanges({ ...changes[0], with: { light: 'dim' } }),
      'expected false or true, got "dim"',
      'fixSets.changes[0].with.light',
    ],
    [
      'a variant with a change, but not with what the change also sets',
      manifestOf({
        fixSets: { base: 'plain', changes: [{ ...changes[0], with: { light: true } }] },
        variants: variants({ speed: 'high' }),
      }),
      'fast also sets light: expected true, got false',
      'variants.car.features',
    ],
    [
      'a change that requires another twice',
      withChanges({ ...changes[0], requires: ['lit', 'lit'] }, changes[1] ?? {}),
      'expected each requirement once, got lit again',
      'fixSets.changes[0].requires',
    ],
    [
      'a change that requires one which sets the same feature under "with"',
      withChanges(changes[1] ?? {}, {
        ...{ ...changes[0], with: { light: true }, requires: ['lit'] },
      }),
      'expected requirements with one value of each feature, got fast and lit, which both set light',
      'fixSets.changes[1].requires',
    ],
    [
      'a requirement that is no change',
      withChanges({ ...changes[0], requires: ['wheels'] }, changes[1] ?? {}),
      'expected another change (lit), got wheels',
      'fixSets.changes[0].requires',
    ],
    [
      'a change that requires itself',
      withChanges({ ...changes[0], requires: ['fast'] }),
      'expected another change (there is none), got fast',
      'fixSets.changes[0].requires',
    ],
    [
      'a requirement that sets the same feature',
      manifestOf({
        features: {
          ...manifestOf().features,
          speed: { about: '', values: ['low', 'high', 'top'] },
        },
        fixSets: {
          base: 'plain',
          changes: [
            changes[0],
            { ...changes[1], requires: ['fast'] },
            { ...changes[0], name: 'faster', value: 'top', requires: ['lit'] },
          ],
        },
      }),
      'expected requirements with one value of each feature, got faster and fast, which both set speed',
      'fixSets.changes[2].requires',
    ],
  ])('are an error with %s', (_, data, message, place) => {
    const parse = () => parseManifest(JSON.parse(JSON.stringify(data)), 'carts.json')
    expect(parse).toThrow(
      expect.objectContaining({ code: 'mapping', where: { file: 'carts.json' } }),
    )
    expect(parse).toThrow(message)
    expect(parse).toThrow(`at ${place}`)
  })
})

describe('the conditions of a mapping', () => {
  const home = mkdtempSync(join(tmpdir(), 'peerup-features-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it.each([
    [
      '"if": { "guard": false }',
      '"if": { "guards": false }',
      'actions.Guard.arrows.0.if: expected a',
    ],
    ['"waitsIf": { "lock": true }', '"waitsIf": { "lock": 1 }', 'actions.Guard.waitsIf.lock: exp'],
  ])('name declared features and values: not %s', (right, wrong, message) => {
    for (const name of ['models.json', 'mapping.json']) {
      cpSync(join(packageRoot, 'spec', name), join(home, name))
    }
    expect(() => readSpecification(home)).not.toThrow()
    const file = join(home, 'mapping.json')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(right)
    writeFileSync(file, text.replace(right, wrong))
    expect(() => readSpecification(home)).toThrow(
      expect.objectContaining({ code: 'mapping', where: { file } }),
    )
    expect(() => readSpecification(home)).toThrow(message)
  })
})
