import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSpecification, type Specification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { traceName } from '../../../../src/core/trace.js'
import { openAnswerCache } from '../../../../src/suricata/studies/fix-sets/answer-cache.js'
import { nameOfSet, traceOfSet } from '../../../../src/suricata/studies/fix-sets/counterexample.js'
import {
  manifestDeviations,
  setNamesByVariant,
} from '../../../../src/suricata/studies/fix-sets/cross-check.js'
import {
  readExpectations,
  unexpectedVerdicts,
} from '../../../../src/suricata/studies/fix-sets/expectations.js'
import {
  type Cell,
  livenessOf,
  orderOf,
  surveyOf,
} from '../../../../src/suricata/studies/fix-sets/question.js'
import { QuestionRunner } from '../../../../src/suricata/studies/fix-sets/question-runner.js'
import type { ModelName } from '../../../../src/suricata/studies/fix-sets/result.js'
import { modelsOf, readUnread } from '../../../../src/suricata/studies/fix-sets/same-model.js'
import type { Scenario } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { findJar } from '../../../../src/tlc/jar.js'
import { runTlc } from '../../../../src/tlc/run.js'
import { alteredCopy } from '../altered-copy.js'
import { setNamed, sets, specification } from './own-sets.js'

const home = mkdtempSync(join(tmpdir(), 'peerup-lattice-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const folder = join(packageRoot, 'spec')
const setNames = setNamesByVariant(specification.manifest)
const fixC = setNames['fix-c'] ?? ''
let jar = ''
beforeAll(async () => {
  jar = await findJar({})
})

function cell(name: string, scenario: Scenario): Cell {
  return { set: setNamed(name), scenario }
}

async function survey(spec: Specification, model: ModelName, cells: Cell[]) {
  const question = surveyOf(spec, model, cells)
  return { safety: question.read(await runTlc(question.request, { jar })), liveness: [], order: [] }
}

/** Whether a set is live, as a temporal property. */
async function live(spec: Specification, questioned: Cell) {
  const question = livenessOf(spec, [questioned])
  const [answer] = question.read(await runTlc(question.request, { jar }))
  return answer
}

/** The specification with one alteration, until the end of the test. */
const mutant = (file: string, from: string, to: string): Specification =>
  readSpecification(alteredCopy(folder, { file, from, to }))

const deviationsOf = (rows: Parameters<typeof unexpectedVerdicts>[1]) =>
  unexpectedVerdicts(readExpectations(specification), rows)

describe('the verdicts on the named variants', () => {
  const scenarios = ['clean-start', 'failed-open', 'flap'] as const
  const cells = [...new Set(Object.values(setNames))].flatMap((name) =>
    scenarios.map((scenario) => cell(name, scenario)),
  )

  it('are as argued, and agree with the models that are checked one by one', async () => {
    const rows = await survey(specification, '1x1', cells)
    expect(deviationsOf(rows)).toEqual([])
    expect(manifestDeviations(specification.manifest, rows)).toEqual([])
    const [first] = rows.safety
    if (first !== undefined) first.states += 1
    expect(manifestDeviations(specification.manifest, rows)).toContainEqual(
      expect.stringMatching(/^distinct states of .*: expected \d+ \(models.json\), got \d+$/),
    )
  })

  it('are the same in the reduced model', async () => {
    expect(deviationsOf(await survey(specification, 'any', cells))).toEqual([])
  })
})

describe('a mistake in the specification', () => {
  const blind = [
    'Variant.guard /\\ peer[PeerOf[t]].state # "UP"',
    'Variant.guard /\\ FALSE',
  ] as const
  const mute = ['IF Variant.publishDown', 'IF FALSE'] as const
  const open = ['LoadSocket", "Send" }', 'LoadSocket" }'] as const

  it.each([
    ['a guard that always reads UP', '1x1', 'PeerUp.tla', blind, 'guard', 'clean-start'],
    ['a guard that always reads UP', 'any', 'Pair.tla', blind, 'guard', 'clean-start'],
    ['a PublishDown without effect', '1x1', 'PeerUp.tla', mute, fixC, 'flap'],
    ['a PublishDown without effect', 'any', 'Pair.tla', mute, fixC, 'flap'],
    ['a lock that is released before the send', '1x1', 'PeerUp.tla', open, fixC, 'flap'],
  ] as const)('is noticed: %s (%s)', async (_, model, file, [from, to], name, scenario) => {
    const cells = [cell(name, scenario)]
    expect(deviationsOf(await survey(specification, model, cells))).toEqual([])
    const rows = await survey(mutant(file, from, to), model, cells)
    expect(deviationsOf(rows).join('\n')).toMatch(
      /^SendImpliesPeerUp of .*: expected holds .*, got violated/,
    )
  })

  it('is noticed: a failed open without a bump', async () => {
    const failedOpen = cell('bump-on-failure', 'failed-open')
    expect(await live(specification, failedOpen)).toMatchObject({ verdict: 'holds' })
    const spec = mutant(
      'PeerUp.tla',
      '[] Variant.bumpOnFailure    -> "BumpReadTurn"',
      '[] FALSE -> "Reopen"',
    )
    expect(await live(spec, failedOpen)).toMatchObject({
      ...{ verdict: 'violated', breaks: 'BarrierOpens' },
    })
    const { safety } = await survey(spec, '1x1', [failedOpen])
    expect(safety[0]?.stuck).toHaveProperty('BarrierOpens')
  })

  it('is noticed: a read of the error that waits', async () => {
    const name = 'bump-on-failure+guard+lock+publish-down+ask-without-waiting'
    const questioned = cell(name, 'flap')
    expect((await survey(specification, '1x1', [questioned])).safety[0]?.stuck).toEqual({})
    const waiting = cell(fixC, 'flap')
    const { safety } = await survey(specification, '1x1', [waiting])
    expect(safety[0]?.stuck).toHaveProperty('EveryThreadForwards')
    expect(await live(specification, waiting)).toMatchObject({
      ...{ verdict: 'violated', breaks: 'EveryThreadForwards' },
    })
  })

  it('is noticed: a ring that is first, but on a bound socket', async () => {
    const order = async (spec: Specification) => {
      const [model] = modelsOf([cell('ring-first', 'clean-start')], readUnread(spec))
      if (model === undefined) throw new Error('expected a model')
      const question = orderOf(spec, model)
      return question.read(await runTlc(question.request, { jar }))[0]?.verdict
    }
    expect(await order(specification)).toBe('holds')
    const moved = 'ELSE [ group EXCEPT ![i] = Append(@, t) ]'
    const spec = mutant('PeerUp.tla', moved, 'ELSE [ group EXCEPT ![i] = << t >> \\o @ ]')
    expect(await order(spec)).toBe('violated')
  }, 240_000)
})

describe('features that lattice.json calls unread', () => {
  const both = (scenario: Scenario) => [
    cell('guard+lock+publish-down', scenario),
    cell('guard+publish-down', scenario),
  ]

  it('make one model of sets that differ in them, with the same row for each', async () => {
    expect(modelsOf(both('failed-open'), readUnread(specification))).toHaveLength(1)
    const { safety } = await survey(specification, '1x1', both('failed-open'))
    const [one, other] = safety
    expect(safety).toHaveLength(2)
    expect({ ...one, set: '' }).toEqual({ ...other, set: '' })
    expect(modelsOf(both('flap'), readUnread(specification))).toHaveLength(2)
  })

  it.each([
    ['["bumpOnFatal"]', '["bumpOnFatal", "lock"]', 'lock', 'flap'],
    ['["bumpOnFatal"]', '["bumpOnFatal", "publishDown"]', 'publishDown', 'flap'],
  ] as const)('are an error if a step reads one: %s as %s', async (from, to, feature, scenario) => {
    const spec = mutant('lattice.json', from, to)
    const runner = new QuestionRunner(
      { jar },
      await openAnswerCache(folder, jar, join(home, `unread-${feature}`)),
    )
    await expect(runner.ask(surveyOf(spec, '1x1', both(scenario)))).rejects.toMatchObject({
      code: 'mapping',
      message: expect.stringContaining(`expected no step to read ${feature}`),
    })
  })

  it('are an error if a step of a changed specification reads one', async () => {
    const spec = mutant(
      'PeerUp.tla',
      'Goto(t, IF Variant.guard /\\ peer',
      'Goto(t, IF Variant.guard /\\ (Variant.lock \\/ TRUE) /\\ peer',
    )
    const { request } = surveyOf(spec, '1x1', both('clean-start'))
    await expect(runTlc(request, { jar })).rejects.toThrow(/nonexistent field/)
  })
})

describe('a survey', () => {
  it('is an error if a step leads out of a state that is stuck', async () => {
    // The last bump has set reached back, and is about to open the barrier.
    const between = '    /\\ \\A t \\in Thread : pc[t] # "BumpStoreTurn"\n'
    const spec = mutant('MCFixSets.tla', between, '')
    const { request, read } = surveyOf(spec, '1x1', [cell('late-bump', 'clean-start')])
    const result = await runTlc(request, { jar })
    expect(() => read(result)).toThrow(/expected a search through all states/)
  })

  it('is an error if a state lies deeper than its horizon', async () => {
    const { request, read } = surveyOf(specification, '1x1', [cell('guard', 'clean-start')])
    const config = request.config.replace('Horizon = 100', 'Horizon = 20')
    const result = await runTlc({ ...request, config }, { jar })
    expect(() => read(result)).toThrow(/expected notes of/)
  })
})

describe('an interrupted run', () => {
  const first = surveyOf(specification, '1x1', [cell('guard', 'clean-start')])
  const second = surveyOf(specification, '1x1', [cell('late-bump', 'clean-start')])

  it('leaves its answers to the next run', async () => {
    const cache = join(home, 'cache')
    const interrupt = new AbortController()
    const { signal } = interrupt
    const runner = new QuestionRunner({ jar, signal }, await openAnswerCache(folder, jar, cache))
    const rows = await runner.ask(first)
    interrupt.abort()
    await expect(runner.ask(second)).rejects.toThrow('cancelled')

    const progress: string[] = []
    const options = { jar, onProgress: (text: string) => void progress.push(text) }
    const next = new QuestionRunner(options, await openAnswerCache(folder, jar, cache))
    expect(await next.ask(first)).toEqual(rows)
    expect(await next.ask(second)).toHaveLength(1)
    expect(progress.at(-1)).toMatch(/2 questions answered, 1 of them in an earlier run$/)
    expect(next).toMatchObject({ answered: 2, resumed: 1 })
  })

  it('stops the other task after a failure, and throws the failure', async () => {
    const runner = new QuestionRunner(
      { jar },
      await openAnswerCache(folder, jar, join(home, 'other')),
    )
    const broken = { ...first, request: { ...first.request, config: 'SPECIFICATION None\n' } }
    const ended: string[] = []
    const long = surveyOf(specification, '1x2', [cell('v8', 'flap')])
    const tasks = [
      async () => void (await runner.ask(broken)),
      async () => {
        await runner.ask(long).finally(() => ended.push('long'))
      },
    ]
    await expect(runner.all(tasks)).rejects.toMatchObject({ code: 'spec' })
    expect(ended).toEqual(['long'])
  })
})

describe('a counterexample of a set', () => {
  it('is a trace, and a part of Fix C is named after Fix C', async () => {
    const key = {
      ...cell('bump-on-failure+guard+publish-down', 'flap'),
      property: 'SendImpliesPeerUp',
    }
    const trace = await traceOfSet(specification, key, { jar })
    expect(traceName(trace)).toBe('fix-c-without-lock.flap.1x1.SendImpliesPeerUp')
    expect(trace.features).toMatchObject({ lock: false, publishDown: true })
    expect(trace.states.at(-1)?.step?.action).toBe('Send')
  })

  it.each([
    ['bump-on-failure+guard+publish-down', 'fix-c-without-lock'],
    ['bump-on-failure+guard+lock', 'fix-c-without-publish-down'],
  ])('of %s ends with a send through a number that the peer has closed', async (name, variant) => {
    const key = { ...cell(name, 'flap'), property: 'SendUsesPeersSocket' }
    const trace = await traceOfSet(specification, key, { jar })
    expect(traceName(trace)).toBe(`${variant}.flap.1x1.SendUsesPeersSocket`)
    const { sent } = trace.states.at(-1)?.state ?? {}
    expect(Object.values(sent as object).map(({ result }) => result)).toContain('EBADF')
  })

  it('to liveness is a loop', async () => {
    const key = { ...cell('guard', 'failed-open'), property: 'BarrierOpens' }
    const trace = await traceOfSet(specification, key, { jar })
    expect(trace.loop).not.toBeNull()
  })

  it('is an error if the property holds', async () => {
    const key = { ...cell(fixC, 'flap'), property: 'SendImpliesPeerUp' }
    await expect(traceOfSet(specification, key, { jar })).rejects.toThrow(/to violate/)
  })

  it('has the name of its variant, or of its changes', () => {
    const { set } = cell('late-bump+guard', 'flap')
    expect(nameOfSet(set, sets, setNames)).toBe('late-bump+guard')
    expect(nameOfSet(cell('guard', 'flap').set, sets, setNames)).toBe('fix-a')
    const { set: serial } = cell(
      'guard+lock+publish-down+ask-without-waiting+bump-on-fatal',
      'flap',
    )
    expect(nameOfSet(serial, sets, setNames)).toBe('fix-d-without-ring-first')
    expect(nameOfSet(cell('ring-first', 'flap').set, sets, setNames)).toBe('ring-first')
  })
})
