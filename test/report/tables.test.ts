import { describe, expect, it } from 'vitest'
import { markdownTable } from '../../src/report/markdown-table.js'
import { modelList } from '../../src/report/model-list.js'
import { modelTables } from '../../src/report/model-table.js'
import { replayMatrix } from '../../src/report/replay-matrix.js'
import { replayTable, unexpectedReplays } from '../../src/report/replay-table.js'
import type { ModelRow } from '../../src/report/results.js'
import { check, modelRow, properties, replayRow } from './samples.js'

describe('markdownTable', () => {
  it('aligns columns, with numbers on the right', () => {
    expect(
      markdownTable(
        ['name', 'states'],
        [
          ['v8', '409'],
          ['revert', 'a|b\nc'],
        ],
      ),
    ).toBe(
      [
        '| name   | states |',
        '| ------ | ------ |',
        '| v8     |    409 |',
        '| revert | a\\|b c |',
      ].join('\n'),
    )
  })
})

describe('modelTables', () => {
  it('has a row for each property and a column for each variant', () => {
    expect(modelTables(check.models, properties)).toBe(
      [
        'Scenario clean-start, topologies: 1x1, 1x2',
        '',
        '| property          | v7          | v8                        |',
        '| ----------------- | ----------- | ------------------------- |',
        '| SendImpliesPeerUp | holds       | VIOLATED (24 to 34 steps) |',
        '| rings in parallel | no (1x1)    | yes (16 steps; 1x1)       |',
        '| BarrierOpens      | holds (1x1) | -                         |',
      ].join('\n'),
    )
  })

  it('has a table for each scenario', () => {
    const flap = modelRow(['v8', 'BarrierOpens', '1x1'], 'holds', { scenario: 'flap' })
    const text = modelTables([...check.models, flap], properties)
    expect(text.match(/^Scenario .*/gm)).toEqual([
      'Scenario clean-start, topologies: 1x1, 1x2',
      'Scenario flap, topologies: 1x1',
    ])
  })

  it('names the topologies in a cell if they disagree', () => {
    const rows = [
      modelRow(['v8', 'SendImpliesPeerUp', '1x1'], 'holds'),
      modelRow(['v8', 'SendImpliesPeerUp', '1x2'], 'violated'),
    ]
    expect(modelTables(rows, properties)).toContain('holds (1x1), VIOLATED (24 steps; 1x2)')
  })

  it('labels a witness with its claim', () => {
    const shown = { NeverFlaps: { kind: 'witness', claim: 'a link flaps' } } as const
    const rows = [modelRow(['v8', 'NeverFlaps', '1x1'], 'holds')]
    expect(modelTables(rows, shown)).toContain('| a link flaps | no  |')
  })

  it.each<[string, Partial<ModelRow>, string, string]>([
    [
      'another verdict',
      { verdict: 'violated', depth: 12 },
      '! VIOLATED (11 steps)',
      'expected holds, got violated',
    ],
    [
      'a run that failed',
      { verdict: 'error', why: 'out of memory' },
      '! error',
      'expected holds, got error: out of memory',
    ],
    [
      'a model that did not run',
      { verdict: 'not-run', why: 'no Java' },
      '! not run',
      'expected holds, got not-run: no Java',
    ],
    [
      'another number of states',
      { why: 'distinct states: expected 4, got 5' },
      '! holds',
      'got holds: distinct states: expected 4, got 5',
    ],
  ])('marks %s and says why', (_, changes, cell, line) => {
    const text = modelTables(
      [modelRow(['v7', 'BarrierOpens', '1x1'], 'holds', changes)],
      properties,
    )
    expect(text).toContain(`| ${cell} `)
    expect(text.split('\n').at(-1)).toBe(
      `! v7.clean-start.1x1 BarrierOpens: ${line.startsWith('got') ? `expected holds, ${line}` : line}`,
    )
  })
})

describe('modelList', () => {
  const rows = [
    modelRow(['v8', 'BarrierOpens', '1x1'], 'holds'),
    modelRow(['v8', 'SendImpliesPeerUp', '1x1'], 'violated', {
      verdict: 'not-run',
      why: 'no Java',
      states: null,
      depth: null,
      seconds: 0,
    }),
  ]

  it('has a row for each property of each model, and marks unexpected ones', () => {
    const text = modelList(rows, properties, { timings: true })
    expect(text).toMatch(
      /^\| v8 +\| clean-start +\| 1x1 +\| BarrierOpens +\| the start barrier opens +\| holds +\| holds +\| +409 \| +37 \| +1\.3 \|$/m,
    )
    expect(text).toMatch(/\| ! not-run \| - +\| - +\| +0\.0 \|$/m)
    expect(text).toContain(
      '! v8.clean-start.1x1 SendImpliesPeerUp: expected violated, got not-run: no Java',
    )
  })

  it('leaves out the seconds on request, so that the text is reproducible', () => {
    const slower = rows.map((row) => ({ ...row, seconds: row.seconds + 1 }))
    const text = modelList(rows, properties, { timings: false })
    expect(text).toBe(modelList(slower, properties, { timings: false }))
    expect(text).not.toContain('seconds')
  })
})

describe('replayTable', () => {
  it('has a row for each replay', () => {
    expect(replayTable(check.replays)).toBe(
      [
        '| trace                                | replayed on | expected   | verdict    | step | action | errno    | afterwards |',
        '| ------------------------------------ | ----------- | ---------- | ---------- | ---- | ------ | -------- | ---------- |',
        '| v8.clean-start.1x1.SendImpliesPeerUp | v8          | reproduced | reproduced |   24 | Send   | ENOTSOCK | forwards   |',
        '| v8.clean-start.1x1.SendImpliesPeerUp | fix-a       | refused    | refused    |   22 | Guard  | -        | unknown    |',
      ].join('\n'),
    )
  })

  const diverged = replayRow('v8', 'diverged', {
    expected: 'reproduced',
    why: 'peer.socket: expected 3, got 0',
  })

  it('marks an unexpected replay', () => {
    expect(replayTable([diverged])).toContain('| ! diverged |')
  })

  it('explains each unexpected replay, and counts those that did not run in one line', () => {
    const notRun = replayRow('v7', 'not-run', { expected: 'refused', why: 'unshare: EPERM' })
    expect(unexpectedReplays([...check.replays, diverged, notRun, notRun])).toEqual([
      [
        '! v8.clean-start.1x1.SendImpliesPeerUp on v8: expected reproduced, got diverged: peer.socket: expected 3, got 0',
        '! not run, 2 of 5: unshare: EPERM',
      ].join('\n'),
    ])
    expect(unexpectedReplays(check.replays)).toEqual([])
  })

  it('counts drawn behaviours with the same outcome in one row, but never an unexpected one', () => {
    const drawn = [1, 2, 3].map((n) =>
      replayRow('v8', 'reproduced', { trace: `v8.clean-start.1x1.drawn-${n}`, step: n }),
    )
    const odd = replayRow('v8', 'refused', {
      trace: 'v8.clean-start.1x1.drawn-4',
      expected: 'reproduced',
    })
    const [, , ...rows] = replayTable([...drawn, odd]).split('\n')
    expect(rows[0]).toContain('v8.clean-start.1x1.drawn (3 behaviours)')
    expect(rows[1]).toContain('| v8.clean-start.1x1.drawn-4 ')
  })
})

describe('replayMatrix', () => {
  const elsewhere = { trace: 'v8.clean-start.1x2.SendImpliesPeerUp' }
  const drawn = [1, 2].map((n) =>
    replayRow('fix-a', 'reproduced', { trace: `fix-a.clean-start.1x1.drawn-00${n}` }),
  )

  it('joins equal outcomes of all topologies, and counts drawn behaviours', () => {
    const guard = replayRow('fix-a', 'refused', { ...elsewhere, step: 31, action: 'Guard' })
    expect(replayMatrix([...check.replays, guard, ...drawn])).toBe(
      [
        '| replayed                             | v8                                  | fix-a                             |',
        '| ------------------------------------ | ----------------------------------- | --------------------------------- |',
        '| SendImpliesPeerUp of v8, clean-start | reproduced, ENOTSOCK, then forwards | refused at Guard (steps 22 to 31) |',
        '| behaviours drawn by TLC              | -                                   | 2 of 2 reproduced                 |',
      ].join('\n'),
    )
  })

  it('separates and marks a different outcome in one topology', () => {
    const wrong = replayRow('fix-a', 'reproduced', {
      ...elsewhere,
      expected: 'refused',
      errno: 'ENOTSOCK',
    })
    const text = replayMatrix([...check.replays, wrong])
    expect(text).toContain('refused at Guard (step 22); ! reproduced, ENOTSOCK')
  })

  it('marks an incomplete count of drawn behaviours', () => {
    const odd = replayRow('fix-a', 'refused', {
      trace: 'fix-a.clean-start.1x1.drawn-003',
      expected: 'reproduced',
    })
    expect(replayMatrix([...drawn, odd])).toContain('! 2 of 3 reproduced')
  })
})
