import { join } from 'node:path'
import { expect, it } from 'vitest'
import { scenarioArguments } from '../../src/check/scenario-arguments.js'
import { readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'

const { manifest } = readSpecification(join(packageRoot, 'spec'))

it('a fatal open has the forwarder fail the ring of one thread, and a flap needs no words', () => {
  expect(scenarioArguments(manifest, { scenario: 'fatal-open' })).toEqual(['--fail-ring', '2'])
  expect(scenarioArguments(manifest, { scenario: 'fatal-open-first' })).toEqual([
    '--fail-ring',
    '1',
  ])
  expect(scenarioArguments(manifest, { scenario: 'flap' })).toEqual([])
})

it('a flap in a ring set-up has a socket at that gate miss the error', () => {
  expect(scenarioArguments(manifest, { scenario: 'flap-in-ring' })).toEqual(['--miss-in-ring'])
})

it('a trace without a manifest, or of a scenario that the manifest lacks, has none', () => {
  expect(scenarioArguments(null, { scenario: 'fatal-open' })).toEqual([])
  expect(scenarioArguments(manifest, { scenario: 'toString' })).toEqual([])
})
