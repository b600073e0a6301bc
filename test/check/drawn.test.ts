import { describe, expect, it } from 'vitest'
import { behavioursPerVariant, drawBehaviours, shareOut } from '../../src/check/draw-behaviours.js'
import { replayTrace } from '../../src/check/replay-trace.js'
import { modelOf, readSpecification } from '../../src/core/manifest.js'
import { adapterOf } from '../../src/suricata/adapter.js'
import { findJar } from '../../src/tlc/jar.js'
import { lostUpdate, mappingFile, specFolder } from './traces.js'

const model = (folder: string, variant: string, scenario: string, topology: string) => {
  const specification = readSpecification(folder)
  const key = { variant, scenario, topology }
  return { specification, model: modelOf(specification.manifest, key) }
}

describe('behaviours that TLC draws', () => {
  // The positive control of every refusal: a few of the hundred behaviours that a check replays.
  it.each([
    ['v7', 'clean-start', '1x1'],
    ['v7', 'failed-open', '1x1'],
    ['v8', 'flap', '1x1'],
    ['v8', 'clean-start', '1x2'],
    ['fix-a', 'clean-start', '2x1'],
    ['fix-b', 'failed-open', '1x1'],
    ['revert', 'flap', '1x1'],
    ['fix-c', 'failed-open', '1x1'],
    ['fix-c', 'flap', '1x1'],
  ])('are reproduced by the forwarder: %s, %s, %s', async (variant, scenario, topology) => {
    const drawn = model(specFolder, variant, scenario, topology)
    const traces = await drawBehaviours(
      drawn.specification,
      drawn.model,
      { count: 4 },
      {
        jar: await findJar(),
      },
    )
    expect(traces.map(({ property }) => property)).toEqual([
      ...['drawn-001', 'drawn-002', 'drawn-003', 'drawn-004'],
    ])
    // TLC draws four different ones.
    expect(new Set(traces.map((trace) => JSON.stringify(trace.states))).size).toBe(4)
    for (const trace of traces) {
      const { mapping } = drawn.specification
      const { row } = await replayTrace({
        ...{ trace, mapping, mappingFile, variant, features: trace.features },
        ...{ expected: 'reproduced', observe: null },
        adapter: adapterOf(mapping),
      })
      expect(row).toMatchObject({ verdict: 'reproduced', step: trace.states.length - 1 })
    }
    // Without changes of a link, the scenario would cover nothing.
    const links = traces.flatMap(({ states }) => states.map(({ step }) => step?.action ?? ''))
    expect(links.includes('LinkUp')).toBe(scenario !== 'clean-start')
    expect(links.includes('LinkDown')).toBe(scenario === 'flap')
  })

  it('have no stuttering steps', async () => {
    const drawn = model(lostUpdate, 'load-store', 'once', 'two')
    const traces = await drawBehaviours(
      drawn.specification,
      drawn.model,
      { count: 3 },
      {
        jar: await findJar(),
      },
    )
    // Two threads with a load and a store each; then TLC stutters.
    expect(traces.map(({ states }) => states.length)).toEqual([5, 5, 5])
  })

  it('are shared out among the models of a variant', () => {
    expect(shareOut(3)).toEqual([33, 33, 34])
    expect(shareOut(1)).toEqual([behavioursPerVariant])
  })
})
