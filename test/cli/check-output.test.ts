import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkResult } from '../../src/report/check-result.js'
import { propertyCount, smallest } from '../check/traces.js'
import { specWith } from './altered-spec.js'
import { json, peerup, scratch } from './cli.js'

/** How the line of each stage begins, if it runs for examples/lost-update. */
const stages = [
  'Model checking 2 models: 2 of 2 verdicts as expected, ',
  'Asking which changes are enough: ',
  'Checking engines of every size: ',
  'Asking what weaker memory orders change: ',
  'Asking about what the model leaves out: ',
  'Following every counterexample in every variant: ',
  'Replaying counterexamples: 2 of 2 as expected, ',
  'Replaying why nothing less is enough: ',
  'Replaying behaviours drawn by TLC: 200 of 200 as expected, ',
  "Judging the report's claims: skipped; not asked by this specification",
  'Drawing and writing: 1 traces, ',
]

describe('without a terminal, a check', () => {
  it('prints a line for each stage, one table, the verdict, and where the rest is', async () => {
    const out = join(scratch(), 'out')
    const { code, stdout } = await peerup(['check', '--spec', 'examples/lost-update', '--out', out])
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(lines.length).toBeLessThan(25)
    const stageLines = lines.slice(0, lines.indexOf(''))
    for (const beginning of stages)
      expect(stageLines.filter((line) => line.startsWith(beginning))).toHaveLength(1)
    for (const line of stageLines)
      expect(line).toMatch(/^[A-Z][^:]*: (skipped; .+|.+, \d+(\.\d)? s)$/)
    expect(lines.slice(stageLines.length + 1, -2)).toEqual([
      '| variant    | once                 |',
      '| ---------- | -------------------- |',
      '| load-store | NothingLost violated |',
      '| atomic     | safe                 |',
      '',
      'safe: whether NothingLost holds',
      'topologies: once two',
      '',
    ])
    expect(lines.at(-2)).toMatch(
      /^Everything that ran is as expected: 2 TLC verdicts, 202 replays\. TLC: .* \d+ s\.$/,
    )
    expect(lines.at(-1)).toBe(
      `Every row: --verbose, --json FILE, ${out}/docs/reference/ and ${out}/traces/.`,
    )
  })

  it('prints an unexpected row, and no expected one', async () => {
    const spec = specWith(({ models }) => {
      for (const model of models)
        if (model.variant === 'v7' && model.topology === '1x1')
          model.counterexamples.NeverSends = 29
    })
    const args = ['--variant', 'v7', 'fix-a', ...smallest, '--no-replay', '--spec', spec]
    const { code, stdout } = await peerup(['check', ...args])
    const all = 2 * propertyCount
    expect(code).toBe(1)
    expect(stdout.match(/^! .*$/gm)).toEqual([
      expect.stringMatching(
        `^! Model checking 2 models: ${all - 1} of ${all} verdicts as expected, `,
      ),
      '! v7.clean-start.1x1 NeverSends: expected violated, got violated: states in the counterexample: expected 29, got 30',
    ])
    expect(stdout).toMatch(/^\| v7 \(7\.0\.x\) \| ! safe and live \|$/m)
    expect(stdout).toMatch(/^\| fix-a +\| safe and live +\|$/m)
    expect(stdout).not.toContain('StartedImpliesPublished')
    expect(stdout).toContain(`NOT as expected, see !: ${all} TLC verdicts, 0 replays.`)
    expect(stdout.split('\n').length).toBeLessThan(30)
  })

  it('prints the rows, and every step, with --verbose', async () => {
    const args = ['check', '--variant', 'v8', ...smallest, '--no-replay']
    const { code, stdout } = await peerup([...args, '--verbose'])
    expect(code).toBe(0)
    expect(stdout).toContain('v8.clean-start.1x1: 409 states, as expected')
    expect(stdout).toMatch(/^\| SendImpliesPeerUp +\| VIOLATED \(24 steps\) \|$/m)
    expect(stdout).toMatch(/^\| TypeOK +\| holds +\|$/m)
    expect(stdout).toContain('| v8 (8.0.0-8.0.5) | unsafe, live |')
    const short = await peerup(args)
    expect(short.stdout).not.toMatch(/TypeOK|VIOLATED|409 states/)
  })

  it('writes the same JSON, with and without --verbose', async () => {
    const results = ['--verbose', '--no-replay'].map(async (option) => {
      const file = join(scratch(), 'check.json')
      const args = ['--variant', 'v7', ...smallest, '--no-replay', option, '--json', file]
      expect((await peerup(['check', ...args])).stdout).toContain(file)
      const { models, seconds: _, ...result } = checkResult.parse(json(file))
      return { ...result, models: models.map((row) => ({ ...row, seconds: 0 })) }
    })
    const [verbose, short] = await Promise.all(results)
    expect(short).toEqual(verbose)
  })
})

it('on a terminal, a check shows the models while TLC runs', async () => {
  const args = ['check', '--spec', 'examples/lost-update', '--no-replay']
  // Runs its arguments on a terminal of their own.
  const under = ['sh', '-c', 'exec script -qec "stty cols 120 rows 40; exec $*" /dev/null', 'sh']
  const { code, stdout } = await peerup(args, { under })
  expect(code).toBe(0)
  expect(stdout).toContain('load-store.once.two')
  expect(stdout).toContain('| load-store | NothingLost violated |')
})
