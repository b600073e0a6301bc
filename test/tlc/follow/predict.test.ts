import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CheckRun, startCheck } from '../../../src/check/check-run.js'
import { readSpecification } from '../../../src/core/manifest.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { type Trace, traceName } from '../../../src/core/trace.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { nativeFolder } from '../../../src/process/supervise.js'
import { predictionTable } from '../../../src/report/prediction-table.js'
import { type ReplayRow, replayIsAsExpected, subjectOf } from '../../../src/report/results.js'
import { adapterOf } from '../../../src/suricata/adapter.js'
import { type Predictions, predict } from '../../../src/tlc/follow/predict.js'
import { findJar } from '../../../src/tlc/jar.js'
import { replayFile } from '../../check/replaying.js'
import { counterexample, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)

const read = async (model: string, property: string) =>
  readTrace(await counterexample(model, property), specification.mapping)

const race = 'v8.clean-start.1x1.SendImpliesPeerUp'

describe('where each variant leaves a counterexample, as the model says', () => {
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

  it('is the first bind for those that bump later, and the guard for those that have one', () => {
    expect(stepsOf(race)).toEqual({
      ...{ v7: 3, v8: null, 'fix-a': 21, 'fix-b': 3, revert: 3, 'fix-c': 21 },
    })
  })

  // The step that closes the loop counts: it is one of Fix B as well.
  it('is nowhere for a variant that has the whole loop', () => {
    expect(stepsOf('v8.failed-open.1x1.EveryThreadForwards')).toEqual({
      ...{ v7: 2, v8: null, 'fix-a': 13, 'fix-b': null, revert: 2, 'fix-c': 2 },
    })
  })

  it('is where a variant waits for a lock, or stores what the others do not', () => {
    expect(stepsOf('fix-a.flap.1x1.SendImpliesPeerUp')).toMatchObject({ v8: null, 'fix-c': 33 })
  })

  // Its peer goes down and does not say so: up to there that is Fix C, and all of it is Fix A as well.
  it('is known of a set of changes without a name too', async () => {
    const name = 'fix-c-without-publish-down.flap.1x1.SendImpliesPeerUp'
    const file = join(packageRoot, 'traces', `${name}.itf.json`)
    const trace = readTrace(file, specification.mapping)
    const all = await predict(specification, [trace], { jar: await findJar() })
    const steps = all.get(name)
    const goesDown = trace.states.findIndex(({ step }) => step?.action === 'PublishDown')
    expect(goesDown).toBeGreaterThan(0)
    expect(steps?.get('fix-c')).toBe(goesDown)
    expect([steps?.get('fix-a'), steps?.get(trace.variant)]).toEqual([null, null])
  })

  it('is asked of each topology', () => {
    expect(stepsOf('v8.clean-start.1x2.NeverTwoRings')).toMatchObject({ v8: null, v7: 3 })
  })
})

describe('predictions', () => {
  it('are none without a module that follows traces', async () => {
    const { follow: _, ...manifest } = specification.manifest
    const asked = predict({ ...specification, manifest }, [await racing()], { jar: '/no/such.jar' })
    expect(await asked).toEqual(new Map())
  })

  it('of no traces ask nothing', async () => {
    expect(await predict(specification, [], { jar: '/no/such.jar' })).toEqual(new Map())
  })

  // v7 does not take v8's steps: what it leaves is not its own behaviour.
  it('are an error for a trace that is no behaviour of its variant', async () => {
    const foreign: Trace = { ...(await racing()), variant: 'v7' }
    await expect(predict(specification, [foreign], { jar: await findJar() })).rejects.toThrow(
      expect.objectContaining({
        code: 'tlc',
        message: expect.stringContaining(`expected v7 to follow ${traceName(foreign)}`),
      }),
    )
  })
})

const racing = () => read('v8.clean-start.1x1', 'SendImpliesPeerUp')

describe('a replay in another variant', () => {
  it('is as expected only if it is refused at the step that was predicted', async () => {
    const file = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
    const { row } = await replayFile(file, 'fix-a', { expected: 'refused', predicted: 21 })
    expect(row).toMatchObject({ verdict: 'refused', predicted: 21, step: 21 })
    expect(replayIsAsExpected(row)).toBe(true)
    for (const predicted of [20, 22]) expect(replayIsAsExpected({ ...row, predicted })).toBe(false)
  })
})

describe('a check of a forwarder that leaves a trace elsewhere than predicted', () => {
  // Who opens the barrier does not store 0 in reached, at step 12 (native/forwarder/mutant.h).
  let run: CheckRun
  let rows: ReplayRow[]
  beforeAll(async () => {
    const program = join(nativeFolder, 'forwarder-mutant-reached-kept')
    run = await checking(program)
    rows = run.result().replays
  })

  it('finds it not as expected, although that variant does not reproduce the trace', () => {
    const row = rows.find((one) => one.trace === race && subjectOf(one) === 'fix-a')
    expect(row).toMatchObject({
      ...{ expected: 'refused', predicted: 21, verdict: 'diverged' },
      ...{ step: 12, action: 'BumpStoreReached' },
    })
    expect(row && replayIsAsExpected(row)).toBe(false)
    expect(run.isAsExpected()).toBe(false)
    expect(predictionTable(rows)).toMatch(
      new RegExp(`^\\| ${race} .*\\| ! 21 / diverged at 12 +\\|`, 'm'),
    )
  })

  it('takes none of its replays for the one that was expected', () => {
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.filter(replayIsAsExpected)).toEqual([])
    expect(run.failures()).toEqual([])
  })
})

/** The smallest models of v8 and Fix A, checked and replayed in another program. */
async function checking(program: string): Promise<CheckRun> {
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
