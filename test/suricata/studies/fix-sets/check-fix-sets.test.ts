import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSpecification, type Specification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { traceName } from '../../../../src/core/trace.js'
import { openAnswerCache } from '../../../../src/suricata/studies/fix-sets/answer-cache.js'
import { nameOfSet, traceOfSet } from '../../../../src/suricata/studies/fix-sets/counterexample.js'
import { disagreements, namedSets } from '../../../../src/suricata/studies/fix-sets/cross-check.js'
import {
  readExpectations,
  unexpectedVerdicts,
} from '../../../../src/suricata/studies/fix-sets/expectations.js'
import {
  type Cell,
  livenessOf,
  surveyOf,
} from '../../../../src/suricata/studies/fix-sets/question.js'
import { QuestionRunner } from '../../../../src/suricata/studies/fix-sets/question-runner.js'
import type { ModelName } from '../../../../src/suricata/studies/fix-sets/result.js'
import type { Scenario } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { findJar } from '../../../../src/tlc/jar.js'
import { runTlc } from '../../../../src/tlc/run.js'
import { setNamed, sets, specification } from './own-sets.js'

const home = mkdtempSync(join(tmpdir(), 'peerup-lattice-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const folder = join(packageRoot, 'spec')
const named = namedSets(specification.manifest)
const fixC = named['fix-c'] ?? ''
let jar = ''
beforeAll(async () => {
  jar = await findJar({})
})

function cell(name: string, scenario: Scenario): Cell {
  return { set: setNamed(name), scenario }
}

async function survey(spec: Specification, model: ModelName, cells: Cell[]) {
  const question = surveyOf(spec, model, cells)
  return { safety: question.read(await runTlc(question.request, { jar })), liveness: [] }
}

async function live(spec: Specification, asked: Cell) {
  const question = livenessOf(spec, asked)
  return { safety: [], liveness: question.read(await runTlc(question.request, { jar })) }
}

/** The specification with another text in one place of a module. */
function mutant(module: string, before: string, after: string): Specification {
  const spec = mkdtempSync(join(home, 'spec-'))
  cpSync(folder, spec, { recursive: true })
  const file = join(spec, module)
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(before)
  writeFileSync(file, text.replace(before, after))
  return readSpecification(spec)
}

const surprisesOf = (rows: Parameters<typeof unexpectedVerdicts>[1]) =>
  unexpectedVerdicts(readExpectations(specification), rows)

describe('the verdicts on the named variants', () => {
  const scenarios = ['clean-start', 'failed-open', 'flap'] as const
  const cells = [...new Set(Object.values(named))].flatMap((name) =>
    scenarios.map((scenario) => cell(name, scenario)),
  )

  it('are as argued, and those of the models that are checked one by one', async () => {
    const rows = await survey(specification, '1x1', cells)
    expect(surprisesOf(rows)).toEqual([])
    expect(disagreements(specification.manifest, rows)).toEqual([])
    const [first] = rows.safety
    if (first !== undefined) first.states += 1
    expect(disagreements(specification.manifest, rows)).not.toEqual([])
  })

  it('are the same in the reduced model', async () => {
    expect(surprisesOf(await survey(specification, 'any', cells))).toEqual([])
  })
})

describe('a specification that is not the argued one', () => {
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
  ] as const)('is noticed: %s (%s)', async (_, model, module, [before, after], name, scenario) => {
    const cells = [cell(name, scenario)]
    expect(surprisesOf(await survey(specification, model, cells))).toEqual([])
    const rows = await survey(mutant(module, before, after), model, cells)
    const surprises = surprisesOf(rows)
    expect(surprises.join('\n')).toMatch(
      /^SendImpliesPeerUp of .*: expected holds .*, got violated/,
    )
  })

  it('is noticed: a failure that nobody counts', async () => {
    const asked = cell('bump-on-failure', 'failed-open')
    expect(surprisesOf(await live(specification, asked))).toEqual([])
    const before = 'IF peer_update[t] /\\ Variant.bumpOnFailure'
    const rows = await live(mutant('PeerUp.tla', before, 'IF FALSE'), asked)
    expect(surprisesOf(rows)).toHaveLength(1)
  })

  it('is an error if a search goes deeper than the clock of the survey', async () => {
    const { request, read } = surveyOf(specification, '1x1', [cell('guard', 'clean-start')])
    const config = request.config.replace('Horizon = 100', 'Horizon = 20')
    const result = await runTlc({ ...request, config }, { jar })
    expect(() => read(result)).toThrow(/expected notes of/)
  })
})

describe('a run that is interrupted', () => {
  const first = surveyOf(specification, '1x1', [cell('guard', 'clean-start')])
  const second = surveyOf(specification, '1x1', [cell('late-bump', 'clean-start')])

  it('leaves its answers to the next one', async () => {
    const cache = join(home, 'cache')
    const interrupt = new AbortController()
    const { signal } = interrupt
    const asker = new QuestionRunner({ jar, signal }, await openAnswerCache(folder, jar, cache))
    const rows = await asker.ask(first)
    interrupt.abort()
    await expect(asker.ask(second)).rejects.toThrow('cancelled')

    const told: string[] = []
    const next = await openAnswerCache(folder, jar, cache)
    const options = { jar, onProgress: (text: string) => void told.push(text) }
    const later = new QuestionRunner(options, next)
    expect(await later.ask(first)).toEqual(rows)
    expect(await later.ask(second)).toHaveLength(1)
    expect(told.at(-1)).toMatch(/2 questions answered, 1 of them in an earlier run$/)
    expect(later).toMatchObject({ asked: 2, resumed: 1 })
  })

  it('ends what runs beside a failure, and throws the failure', async () => {
    const asker = new QuestionRunner(
      { jar },
      await openAnswerCache(folder, jar, join(home, 'other')),
    )
    const broken = { ...first, request: { ...first.request, config: 'SPECIFICATION None\n' } }
    const ended: string[] = []
    const long = surveyOf(specification, '1x2', [cell('v8', 'flap')])
    const asks = [
      async () => void (await asker.ask(broken)),
      async () => {
        await asker.ask(long).finally(() => ended.push('long'))
      },
    ]
    await expect(asker.all(asks)).rejects.toMatchObject({ code: 'spec' })
    expect(ended).toEqual(['long'])
  })
})

describe('a counterexample of a set', () => {
  it('is a trace, named after Fix C where it is a part of it', async () => {
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
  ])('of %s ends in a send through a number that the peer has closed', async (name, variant) => {
    const key = { ...cell(name, 'flap'), property: 'SendUsesPeersSocket' }
    const trace = await traceOfSet(specification, key, { jar })
    expect(traceName(trace)).toBe(`${variant}.flap.1x1.SendUsesPeersSocket`)
    const { sent } = trace.states.at(-1)?.state ?? {}
    expect(Object.values(sent as object).map(({ result }) => result)).toContain('EBADF')
  })

  it('is a loop where it is one of liveness', async () => {
    const key = { ...cell('guard', 'failed-open'), property: 'BarrierOpens' }
    const trace = await traceOfSet(specification, key, { jar })
    expect(trace.loop).not.toBeNull()
  })

  it('is an error where the property holds', async () => {
    const key = { ...cell(fixC, 'flap'), property: 'SendImpliesPeerUp' }
    await expect(traceOfSet(specification, key, { jar })).rejects.toThrow(/to violate/)
  })

  it('is named by its changes where it has no other name', () => {
    const { set } = cell('late-bump+guard', 'flap')
    expect(nameOfSet(set, sets, named)).toBe('late-bump+guard')
    expect(nameOfSet(cell('guard', 'flap').set, sets, named)).toBe('fix-a')
  })
})
