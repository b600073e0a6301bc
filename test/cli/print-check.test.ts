import { describe, expect, it } from 'vitest'
import { checkText } from '../../src/cli/print-check.js'
import type { CheckResult } from '../../src/report/check-result.js'
import { check, modelRow, properties, replayRow } from '../report/samples.js'

type Run = Parameters<typeof checkText>[1]
type Printing = Parameters<typeof checkText>[2]

/** A run of v8 and v7 that was not interrupted, with all its replays. */
const run = (more: Record<string, unknown> = {}): Run =>
  ({
    specification: { folder: '/own', manifest: { properties } },
    models: [...new Set(check.models.map(({ model }) => model))].map((name) => {
      const [variant, scenario, topology] = name.split('.')
      return { name, variant, scenario, topology, properties: [] }
    }),
    isInterrupted: () => false,
    isAsExpected: () => true,
    deviations: () => [],
    replaySkipped: () => null,
    notes: () => [],
    studies: [],
    isMade: () => false,
    studySkipped: () => 'not asked by this specification',
    writeSkipped: () => null,
    writeSummary: () => '1 traces',
    ...more,
  }) as unknown as Run

const text = (
  result: Partial<CheckResult> = {},
  own: Record<string, unknown> = {},
  printing: Partial<Printing> = {},
): string =>
  checkText({ ...check, ...result }, run(own), { verbose: false, failures: 0, ...printing })

const lines = (of: string) => of.trim().split('\n')

describe('checkText', () => {
  it('is one table, its legend, the verdict with counts, and where the rest is', () => {
    const { length } = check.models
    expect(text()).not.toContain('!')
    expect(lines(text()).filter((line) => !/^(\||safe|live|topologies|$)/.test(line))).toEqual([
      `Everything that ran is as expected: ${length} TLC verdicts, 2 replays. TLC: TLC2 Version 2.18. 13 s.`,
      'Every row: --verbose, --json FILE, /own/docs/reference/ and /own/traces/.',
    ])
  })

  it('prints each unexpected row of models, replays and studies, and no expected one', () => {
    const wrong = modelRow(['v7', 'NeverTwoRings', '1x1'], 'holds', { expected: 'violated' })
    const models = [
      ...check.models.filter(
        ({ model, property }) => model !== wrong.model || property !== wrong.property,
      ),
      wrong,
    ]
    const refused = replayRow('fix-b', 'refused', {
      expected: 'reproduced',
      why: 'it went elsewhere',
    })
    const printed = text(
      { models, replays: [...check.replays, refused] },
      {
        isAsExpected: () => false,
        deviations: () => ['claim C1: expected refuted, got confirmed'],
      },
    )
    expect(lines(printed).filter((line) => line.startsWith('!'))).toEqual([
      '! v7.clean-start.1x1 NeverTwoRings: expected violated, got holds',
      '! v8.clean-start.1x1.SendImpliesPeerUp on fix-b: expected reproduced, got refused: it went elsewhere',
      '! claim C1: expected refuted, got confirmed',
    ])
    expect(printed).toContain('NOT as expected, see !: 7 TLC verdicts, 3 replays.')
    expect(printed).not.toContain('Everything')
  })

  it('reports verdicts that did not run by their reason, a line each', () => {
    const models = check.models.map((row) => ({
      ...row,
      verdict: 'not-run' as const,
      why: 'no Java',
    }))
    const printed = text({ models, replays: [], tlc: '' }, {}, { failures: 1 })
    expect(printed).toContain('| v7      | not run     |')
    expect(printed.match(/^!.*$/gm)).toEqual(['! not run, 7 of 7 verdicts: no Java'])
    expect(printed).toContain('\nNothing ran: see the error above. 13 s.\n')
  })

  it('reports errors of one model in one line, and a single one with its property', () => {
    const why = 'Parsing failed.\n***Parse Error***'
    const models = check.models.map((row) =>
      row.model === 'v7.clean-start.1x1' || row.property === 'NeverTwoRings'
        ? { ...row, verdict: 'error' as const, why }
        : row,
    )
    expect(text({ models }, { isAsExpected: () => false }).match(/^!.*$/gm)).toEqual([
      '! v7.clean-start.1x1, 3 verdicts: error: Parsing failed.',
      '! v8.clean-start.1x1, NeverTwoRings: error: Parsing failed.',
    ])
  })

  it('never says that everything is as expected without what did not run', () => {
    const printed = text({}, {}, { failures: 2 })
    expect(printed).toContain('2 replays. Not everything ran: see the errors above.')
  })

  it('names what an interrupted run left out, and no row of it as unexpected', () => {
    const models = check.models.map((row) =>
      row.topology === '1x2' ? { ...row, verdict: 'not-run' as const, why: 'interrupted' } : row,
    )
    const printed = text({ models }, { isInterrupted: () => true })
    expect(printed).toContain(
      'INTERRUPTED. Did not run: 2 models (v7.clean-start.1x2, v8.clean-start.1x2); the replays of drawn behaviours.',
    )
    expect(printed).toMatch(/^\| v7 +\| safe at 1x1, live at 1x1, not run at 1x2 +\|$/m)
    expect(printed).toContain('Everything that ran before is as expected: 5 TLC verdicts')
    expect(printed).not.toMatch(/^!/m)
  })

  it('names questions that take minutes together', () => {
    const deep = (name: string, topology: string) => ({
      ...{ name, variant: 'v8', scenario: 'clean-start', topology },
      properties: [
        { property: 'BarrierOpens', deep: true },
        { property: 'SendImpliesPeerUp', deep: false },
      ],
    })
    const models = [deep('v8.clean-start.1x2', '1x2'), deep('v8.clean-start.2x1', '2x1')]
    expect(text({}, { models })).toContain(
      'Not in this run, because it takes minutes (npm run check:deep): BarrierOpens at 1x2, 2x1, 2 verdicts\n',
    )
  })

  it('prints every row if it is verbose, and each unexpected one once', () => {
    const models = [
      ...check.models,
      modelRow(['v8', 'BarrierOpens', '1x1'], 'violated', { expected: 'holds' }),
    ]
    const printed = text({ models }, { isAsExpected: () => false }, { verbose: true })
    expect(printed).toContain('| SendImpliesPeerUp | holds ')
    expect(printed).toContain(
      '| SendImpliesPeerUp of v8, clean-start | reproduced, ENOTSOCK, then forwards |',
    )
    expect(printed.match(/^! v8\.clean-start\.1x1 BarrierOpens: /gm)).toHaveLength(1)
    expect(printed).toContain('\nEvery row: --json FILE, /own/docs/')
  })

  it('says where a result and documents were written, and where they could be', () => {
    expect(text({}, {}, { json: '/tmp/check.json', out: '/tmp/out' })).toContain(
      'Every row: --verbose, /tmp/check.json, /tmp/out/docs/reference/ and /tmp/out/traces/.',
    )
    expect(text({}, { writeSkipped: () => 'the options leave out a part of the check' })).toContain(
      'Every row: --verbose, --json FILE.',
    )
    expect(text({}, { writeSummary: () => 'failed' })).toContain(
      'Every row: --verbose, --json FILE.',
    )
  })
})
