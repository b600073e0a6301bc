import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CheckRun, startCheck } from '../../../src/check/check-run.js'
import { readSpecification } from '../../../src/core/manifest.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { type Trace, traceName } from '../../../src/core/trace.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { nativeFolder } from '../../../src/process/supervise.js'
import { replayIsAsExpected } from '../../../src/report/as-expected.js'
import { predictionTable } from '../../../src/report/prediction-table.js'
import { type ReplayRow, subjectOf } from '../../../src/report/results.js'
import { adapterOf } from '../../../src/suricata/adapter.js'
import { type Predictions, predict } from '../../../src/tlc/follow/predict.js'
import { findJar } from '../../../src/tlc/jar.js'
import { replayFile } from '../../check/replaying.js'
import { counterexample, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)

const read = async (model: string, property: string) =>
  readTrace(await counterexample(model, property), specification.mapping)

const raceName = 'v8.clean-start.1x1.SendImpliesPeerUp'

describe('the predicted step at which a variant leaves a counterexample', () => {
  let predictions: Predictions
  beforeAll(async () => {
    const traces = await Promise.all([
      read('v8.clean-start.1x1', 'SendImpliesPeerUp'),
      read('v8.failed-open.1x1', 'EveryThreadForwards'),
      read('fix-a.flap.1x1', 'SendImpliesPeerUp'),
      read('v8.clean-start.1x2', 'NeverTwoRings'),
    ])
    predictions = await predict(specification, traces, { jar: await findJar() })
  })
  const stepsOf = (name: string) => Object.fromEntries(predictions.get(name) ?? [])

  it('is the first bind for variants that bump later, and the guard for those with one', () => {
    expect(stepsOf(raceName)).toEqual({
      ...{ v7: 3, v8: null, 'fix-a': 21, 'fix-b': 3, revert: 3, 'fix-c': 21, 'fix-d': 0 },
    })
  })

  it('is 0 for a variant that begins at another gate: with the ring first, the socket is', () => {
    expect(predictions.get('v8.clean-start.1x2.NeverTwoRings')?.get('fix-d')).toBe(0)
  })

  // The step that closes the loop counts: Fix B can take it as well.
  it('is null for a variant with the whole loop', () => {
    expect(stepsOf('v8.failed-open.1x1.EveryThreadForwards')).toEqual({
      ...{ v7: 2, v8: null, 'fix-a': 13, 'fix-b': null, revert: 2, 'fix-c': 2, 'fix-d': 0 },
    })
  })

  // The peer is past its guard and holds the lock when the thread, which has read its error in step 33, would
  // publish DOWN.
  it('is the wait for a lock, or a store that other variants lack', () => {
    expect(stepsOf('fix-a.flap.1x1.SendImpliesPeerUp')).toMatchObject({ v8: null, 'fix-c': 34 })
  })

  describe('exists for a set of changes without a name', () => {
    const stepsOfSet = async (set: string) => {
      const name = `${set}.flap.1x1.SendImpliesPeerUp`
      const file = join(packageRoot, 'traces', `${name}.itf.json`)
      const trace = readTrace(file, specification.mapping)
      const all = await predict(specification, [trace], { jar: await findJar() })
      const down = trace.states.findIndex(({ step }) => step?.action === 'PublishDown')
      expect(down).toBeGreaterThan(0)
      return { steps: Object.fromEntries(all.get(name) ?? []), down, own: trace.variant }
    }

    // Its peer does not publish DOWN: up to that step this is Fix D. The others begin at another gate.
    it('that begins like Fix D', async () => {
      const { steps, down, own } = await stepsOfSet('fix-d-without-publish-down')
      expect(steps).toEqual({
        ...{ v7: 0, v8: 0, 'fix-a': 0, 'fix-b': 0, revert: 0, 'fix-c': 0, 'fix-d': down },
        [own]: null,
      })
    })

    // Every guard lets its frame pass, so all of it is a behaviour of 7.0.x, which has none.
    it('that a variant without a guard can follow to the end', async () => {
      const { steps, own } = await stepsOfSet(
        'late-bump+bump-on-failure+guard+lock+ask-without-waiting+bump-on-fatal',
      )
      expect(steps).toEqual({
        ...{ v7: null, v8: 3, 'fix-a': 3, 'fix-b': null, revert: null, 'fix-c': 3, 'fix-d': 0 },
        [own]: null,
      })
    })
  })

  it('exists for each topology', () => {
    expect(stepsOf('v8.clean-start.1x2.NeverTwoRings')).toMatchObject({ v8: null, v7: 3 })
  })
})

describe('predictions', () => {
  it('are empty without a module that follows traces', async () => {
    const { follow: _, ...manifest } = specification.manifest
    const predicted = predict({ ...specification, manifest }, [await readRace()], {
      jar: '/no/such.jar',
    })
    expect(await predicted).toEqual(new Map())
  })

  it('of no traces need no run of TLC', async () => {
    expect(await predict(specification, [], { jar: '/no/such.jar' })).toEqual(new Map())
  })

  // v7 cannot take v8's steps: the trace is no behaviour of v7.
  it('fail for a trace that is no behaviour of its variant', async () => {
    const foreign: Trace = { ...(await readRace()), variant: 'v7' }
    await expect(predict(specification, [foreign], { jar: await findJar() })).rejects.toThrow(
      expect.objectContaining({
        code: 'tlc',
        message: expect.stringContaining(`expected v7 to follow ${traceName(foreign)}`),
      }),
    )
  })
})

const readRace = () => read('v8.clean-start.1x1', 'SendImpliesPeerUp')

describe('a replay in another variant', () => {
  it('is as expected only if refused at the predicted step', async () => {
    const file = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
    const { row } = await replayFile(file, 'fix-a', { expected: 'refused', predicted: 21 })
    expect(row).toMatchObject({ verdict: 'refused', predicted: 21, step: 21 })
    expect(replayIsAsExpected(row)).toBe(true)
    for (const predicted of [20, 22]) expect(replayIsAsExpected({ ...row, predicted })).toBe(false)
  })
})

describe('a check of a forwarder that leaves a trace at another step than predicted', () => {
  // This mutant does not store 0 in reached when it opens the barrier, at step 12 (native/forwarder/mutant.h).
  let run: CheckRun
  let rows: ReplayRow[]
  beforeAll(async () => {
    const program = join(nativeFolder, 'forwarder-mutant-reached-kept')
    run = await checkProgram(program)
    rows = run.result().replays
  })

  it('fails, although that variant does not reproduce the trace', () => {
    const row = rows.find((one) => one.trace === raceName && subjectOf(one) === 'fix-a')
    expect(row).toMatchObject({
      ...{ expected: 'refused', predicted: 21, verdict: 'diverged' },
      ...{ step: 12, action: 'BumpStoreReached' },
    })
    expect(row && replayIsAsExpected(row)).toBe(false)
    expect(run.isAsExpected()).toBe(false)
    expect(predictionTable(rows)).toMatch(
      new RegExp(`^\\| ${raceName} .*\\| ! 21 / diverged at 12 +\\|`, 'm'),
    )
  })

  it('finds none of its replays as expected', () => {
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.filter(replayIsAsExpected)).toEqual([])
    expect(run.failures()).toEqual([])
  })
})

/** Checks the smallest models of v8 and Fix A, and replays them in another program. */
async function checkProgram(program: string): Promise<CheckRun> {
  const { mapping } = specification
  const command = [program, ...mapping.program.command.slice(1)]
  const selected = { variants: ['v8', 'fix-a'], scenario: 'clean-start', pairs: 1, threads: 1 }
  const run = await startCheck({
    specification: {
      ...specification,
      mapping: { ...mapping, program: { ...mapping.program, command } },
    },
    adapter: adapterOf(mapping),
    startStudies: () => [],
    selection: selected,
    ...{ replay: true, deep: false, out: null, signal: new AbortController().signal },
  })
  const quietly = () => {}
  for (const model of run.models) await run.checkModel(model, quietly)
  await run.predictReplays()
  await run.replayCounterexamples(quietly)
  return run
}
