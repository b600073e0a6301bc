import { expect, it } from 'vitest'
import { variantFeatures } from '../../src/check/variant-features.js'
import { readSpecification } from '../../src/core/manifest.js'
import { openProgram } from '../../src/replay/program/open-program.js'
import { adapterOf } from '../../src/suricata/adapter.js'
import { committedTrace, lostUpdate, mappingFile, specFolder } from './traces.js'

const { manifest, mapping } = readSpecification(specFolder)
const trace = committedTrace('fix-d-without-lock.flap.1x1.SendImpliesPeerUp')

it('the features of a named variant are those of the manifest, whatever the trace says', () => {
  const other = { ...trace, variant: 'v8', features: {} }
  expect(variantFeatures(manifest, other, 'v8')).toEqual(manifest.variants.v8?.features)
  expect(variantFeatures(manifest, trace, 'fix-a')).toEqual(manifest.variants['fix-a']?.features)
})

it('the features of a set of changes without a name are those of its trace', () => {
  expect(variantFeatures(manifest, trace, trace.variant)).toEqual(trace.features)
  expect(variantFeatures(null, trace, trace.variant)).toEqual(trace.features)
  expect(variantFeatures(manifest, trace, 'fix-e')).toBeUndefined()
  expect(variantFeatures(null, trace, 'v8')).toBeUndefined()
})

it('a program that takes features is not started without them', () => {
  const testbed = adapterOf(mapping).testbedOf(trace, mapping)
  const request = { mapping, mappingFile, variant: 'fix-e', threads: [], lastStep: null, testbed }
  expect(() => openProgram(request)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: 'expected a variant with known features, got fix-e',
      where: { file: mappingFile },
    }),
  )
  // One that takes names needs none.
  const own = readSpecification(lostUpdate).mapping
  expect(own.program.command).not.toContain('{features}')
})
