import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseItf } from '../../src/core/itf.js'
import { readMapping } from '../../src/core/mapping.js'
import { traceNamesIn } from '../../src/core/trace-index.js'
import { checkResult } from '../../src/suricata/check-result.js'
import { mappingFile, propertyCount, smallest } from '../check/traces.js'
import { type AlteredManifest, specWith } from './altered-spec.js'
import { entries, json, peerup, type RunOptions, scratch } from './cli.js'

async function check(args: readonly string[], options: RunOptions = {}) {
  const file = join(scratch(), 'check.json')
  const ended = await peerup(['check', ...args, '--json', file], options)
  return { ...ended, result: checkResult.parse(json(file)) }
}

describe('check of one model', () => {
  it('has a row for each property, with what TLC found', async () => {
    const args = ['--variant', 'v8', ...smallest, '--no-replay']
    const { code, stdout, stderr, result } = await check(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(result.format).toBe('peerup-check/1')
    expect(result.replays).toEqual([])
    // Argued in spec/models.json; 24 steps to the ENOTSOCK of the report.
    const found = result.models.map((row) => [row.property, row.verdict, row.states, row.depth])
    expect(found).toEqual(
      expect.arrayContaining([
        ['TypeOK', 'holds', 409, 37],
        ['SendImpliesPeerUp', 'violated', expect.any(Number), 25],
        ['SendUsesPeersSocket', 'violated', expect.any(Number), 25],
        ['SendUsesPeersIfIndex', 'violated', expect.any(Number), 30],
        ['StartedImpliesPublished', 'violated', expect.any(Number), 14],
        // One thread an interface: each fanout group has one member.
        ['StartedImpliesOrdered', 'holds', 409, 37],
        ['NeverTwoRings', 'violated', expect.any(Number), 17],
        ['NeverSends', 'violated', expect.any(Number), 30],
        ['NeverSendsEarly', 'violated', expect.any(Number), 30],
        // No number comes back, and no thread reopens: no socket closes in this scenario.
        ['NeverSendsThroughAnother', 'holds', 409, 37],
        ['NeverRecovers', 'holds', 409, 37],
        ['BarrierOpens', 'holds', 409, 37],
        ['EveryThreadForwards', 'holds', 409, 37],
        ['UnpublishedIsTemporary', 'holds', 409, 37],
        // No ring set-up fails here.
        ['FatalFailureIsNoticed', 'holds', 409, 37],
      ]),
    )
    expect(found).toHaveLength(propertyCount)
    for (const row of result.models) {
      expect(row).toMatchObject({ model: 'v8.clean-start.1x1', variant: 'v8', topology: '1x1' })
      expect(row).toMatchObject({ expected: row.verdict, trace: null })
    }
    expect(stdout).toContain('| v8 (8.0.0-8.0.5) | unsafe, live |')
    expect(stdout).toContain('No replays: left out by --no-replay')
    expect(stdout).toContain(
      `Everything that ran is as expected: ${propertyCount} TLC verdicts, 0 replays.`,
    )
  })

  it('shows progress with --verbose: the model, the states so far, and what is left out', async () => {
    const { stdout } = await check(['--variant', 'fix-b', ...smallest, '--no-replay', '--verbose'])
    expect(stdout).toMatch(/Model checking 1 model\n[\s\S]*fix-b\.clean-start\.1x1/)
    expect(stdout).toMatch(/\d+ states, depth \d+/)
    expect(stdout).toContain('fix-b.clean-start.1x1: 92 states, as expected')
    expect(stdout).toContain('[SKIPPED: No replays: left out by --no-replay]')
    expect(stdout).toContain('Nothing written: the options leave out a part of the check')
  })

  it('writes nothing into traces/ and docs/ if it leaves something out', async () => {
    const before = [entries('traces'), entries('docs')]
    await check(['--variant', 'v7', ...smallest, '--no-replay'])
    expect([entries('traces'), entries('docs')]).toEqual(before)
  })
})

describe('check of two variants, with replays, written elsewhere', () => {
  it('reproduces, refuses, draws and writes', { timeout: 250_000 }, async () => {
    const out = join(scratch(), 'out')
    const args = ['--variant', 'v8', 'fix-a', ...smallest, '--out', out]
    const { code, stdout, result } = await check(args, { deadlineMs: 240_000 })
    expect(code).toBe(0)
    const replays = result.replays.filter(({ trace }) => !trace.includes('drawn'))
    const of = (trace: string, variant: string) =>
      replays.find((row) => row.trace === trace && 'variant' in row && row.variant === variant)
    expect(of('v8.clean-start.1x1.SendImpliesPeerUp', 'v8')).toMatchObject({
      ...{ verdict: 'reproduced', errno: 'ENOTSOCK', afterwards: 'forwards' },
    })
    expect(of('v8.clean-start.1x1.SendImpliesPeerUp', 'fix-a')).toMatchObject({
      ...{ verdict: 'refused', action: 'Guard', expected: 'refused', predicted: 21, step: 21 },
    })
    // Violated in both, and each takes all steps of the other's way there: TLC says so beforehand.
    expect(of('v8.clean-start.1x1.StartedImpliesPublished', 'fix-a')).toMatchObject({
      ...{ expected: 'reproduced', predicted: null, verdict: 'reproduced' },
    })
    expect(of('fix-a.clean-start.1x1.NeverSends', 'v8')).toMatchObject({ verdict: 'reproduced' })
    expect(of('fix-a.clean-start.1x1.NeverSends', 'fix-a')).toMatchObject({ verdict: 'reproduced' })
    // The positive control: a hundred behaviours of each variant.
    const drawn = result.replays.filter(({ trace }) => trace.includes('drawn'))
    expect(drawn).toHaveLength(200)
    expect(new Set(drawn.map(({ verdict }) => verdict))).toEqual(new Set(['reproduced']))
    expect(stdout).toContain('200 of 200 as expected')

    const traces = entries(join(out, 'traces'))
    const row = result.models.find(
      (one) => one.property === 'SendImpliesPeerUp' && one.trace !== null,
    )
    expect(row?.trace).toBe('traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json')
    const file = join(out, row?.trace ?? '')
    expect(parseItf(json(file), file, readMapping(mappingFile)).states).toHaveLength(25)
    expect(traces).toContain('index.json')
    // Each behaviour once, and the machine that the manifest names.
    expect(traces).toContain('v8.clean-start.1x1.SendImpliesPeerUp.machine.json')
    expect(traces).not.toContain('v8.clean-start.1x1.SendUsesPeersSocket.itf.json')
    expect(traceNamesIn(join(out, 'traces'))).toHaveLength(
      result.models.filter(({ trace }) => trace !== null).length,
    )
    const diagrams = entries(join(out, 'docs/reference/diagrams'))
    expect(diagrams).toContain('v8.clean-start.1x1.SendImpliesPeerUp.svg')
    expect(
      readFileSync(
        join(out, 'docs/reference/diagrams/v8.clean-start.1x1.SendImpliesPeerUp.mmd'),
        'utf8',
      ),
    ).toContain('ENOTSOCK')
    const results = readFileSync(join(out, 'docs/reference/results.md'), 'utf8')
    expect(results).toContain('ENOTSOCK')
    expect(results).toMatch(/\| v8\.clean-start\.1x1\.SendImpliesPeerUp .*\| 21 \/ 21 +\|/)
    expect(existsSync(join(out, 'docs/reference/mapping.md'))).toBe(true)
  })
})

describe('an argument that TLC contradicts', () => {
  const v7 = ['--variant', 'v7', ...smallest, '--no-replay']

  it('is marked if a property holds that should be violated, and the exit code is 1', async () => {
    const spec = specWith(({ expectations }) => {
      for (const one of expectations) {
        if (one.property !== 'SendImpliesPeerUp') continue
        if (one.variants.includes('v7')) one.expected = 'violated'
      }
    })
    const { code, stdout, result } = await check([...v7, '--spec', spec])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^\| v7 \(7\.0\.x\) +\| ! safe and live \|$/m)
    expect(stdout).toContain('! v7.clean-start.1x1 SendImpliesPeerUp: expected violated, got holds')
    expect(stdout).toContain('NOT as expected')
    const rows = result.models.filter((row) => row.verdict !== row.expected)
    expect(rows.map(({ property }) => property)).toEqual(['SendImpliesPeerUp'])
  })

  it('is marked if a property that should hold is violated; TLC then checks the others alone', async () => {
    const spec = specWith(({ expectations }) => {
      for (const one of expectations) {
        if (one.property === 'NeverSends' && one.variants.includes('v7')) one.expected = 'holds'
      }
    })
    const { code, stdout, result } = await check([...v7, '--spec', spec])
    expect(code).toBe(1)
    expect(stdout).toContain('! v7.clean-start.1x1 NeverSends: expected holds, got violated')
    expect(result.models).toHaveLength(propertyCount)
    const others = result.models.filter(({ property }) => property !== 'NeverSends')
    expect(others.every(({ verdict, states }) => verdict === 'holds' && states === 92)).toBe(true)
  })

  it.each<[string, (model: AlteredManifest['models'][number]) => void, string]>([
    [
      'number of states',
      (model) => void Object.assign(model, { states: 93 }),
      'distinct states: expected 93, got 92',
    ],
    ['depth', (model) => void Object.assign(model, { depth: 36 }), 'depth: expected 36, got 37'],
    [
      'length of a counterexample',
      (model) => void Object.assign(model.counterexamples, { NeverSends: 29 }),
      'states in the counterexample: expected 29, got 30',
    ],
  ])('is marked if the %s differs, and the exit code is 1', async (_, alter, message) => {
    const spec = specWith(({ models }) => {
      for (const model of models) {
        if (model.variant === 'v7' && model.topology === '1x1') alter(model)
      }
    })
    const { code, stdout, result } = await check([...v7, '--spec', spec])
    expect(code).toBe(1)
    expect(stdout).toContain(message)
    expect(stdout).toContain('NOT as expected')
    expect(result.models.some(({ why }) => why === message)).toBe(true)
  })
})

describe('a wrong specification', () => {
  function specOf(alter: (text: string) => string): string {
    const folder = specWith(() => {})
    const file = join(folder, 'PeerUp.tla')
    writeFileSync(file, alter(readFileSync(file, 'utf8')))
    return folder
  }
  const both = ['--variant', 'v7', 'fix-b', ...smallest, '--no-replay']

  it('that does not parse is reported once with file and line, and every row is an error', async () => {
    let line = 0
    const spec = specOf((text) => {
      const lines = text.split('\n')
      line = lines.findIndex((one) => one.startsWith('Bind(t) ==')) + 1
      lines[line - 1] = 'Bind(t) == /\\ /\\ )'
      return lines.join('\n')
    })
    const { code, stderr, result } = await check([...both, '--spec', spec])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      new RegExp(`^peerup: spec: PeerUp.tla, line ${line}, column \\d+: `, 'm'),
    )
    expect(stderr.match(/^peerup: /gm)).toHaveLength(1)
    expect(result.models).toHaveLength(2 * propertyCount)
    expect(new Set(result.models.map(({ verdict }) => verdict))).toEqual(new Set(['error']))
  })

  it('of one variant costs the others nothing', async () => {
    const spec = specWith(({ variants }) => {
      for (const [name, { constants }] of Object.entries(variants)) {
        if (name === 'v7') constants.Threads = '<- V6'
      }
    })
    const { code, stderr, stdout, result } = await check([...both, '--spec', spec, '--verbose'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^peerup: spec: .*V6/m)
    const verdicts = (variant: string) =>
      new Set(result.models.filter((row) => row.variant === variant).map(({ verdict }) => verdict))
    expect(verdicts('v7')).toEqual(new Set(['error']))
    expect(verdicts('fix-b')).toEqual(new Set(['holds', 'violated']))
    expect(result.models.filter((row) => row.variant === 'fix-b')).toHaveLength(propertyCount)
    expect(stdout).toContain('fix-b.clean-start.1x1: 92 states, as expected')
  })

  it('that cannot be evaluated is reported with the place', async () => {
    const spec = specOf((text) =>
      text.replace("/\\ reached' = reached + 1\n", '/\\ reached\' = reached + "one"\n'),
    )
    const { code, stderr } = await check([...both, '--spec', spec])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^peerup: spec: PeerUp\.tla, line \d+, column \d+: /m)
  })

  it.each<[string, (folder: string) => void, number, string]>([
    [
      'with a manifest that is no JSON ends with 1',
      (folder) => writeFileSync(join(folder, 'models.json'), '{'),
      1,
      'models.json: invalid JSON: ',
    ],
    [
      'with an unknown field in its manifest ends with 1',
      (folder) => writeFileSync(join(folder, 'models.json'), '{"colour": "red"}'),
      1,
      'models.json: expected a manifest',
    ],
    ['without a manifest ends with 2', () => {}, 2, 'models.json: cannot read the file'],
  ])('%s', async (_, write, expected, message) => {
    const folder = join(scratch(), 'own')
    mkdirSync(folder)
    write(folder)
    const { code, stderr } = await peerup(['check', '--spec', folder])
    expect(code).toBe(expected)
    expect(stderr).toContain(message)
  })
})

it('a folder that cannot be made is wrong usage, reported before the work', async () => {
  const out = join(scratch(), 'file')
  writeFileSync(out, '')
  const args = ['--variant', 'v7', ...smallest, '--no-replay']
  for (const folder of [join(out, 'below'), '/proc/peerup']) {
    const { code, stdout, stderr } = await peerup(['check', ...args, '--out', folder])
    expect(code).toBe(2)
    expect(stderr).toContain(`${folder}: cannot create the folder`)
    expect(stdout).toBe('')
  }
})

it('exit code 1 comes before 3: an unexpected result says more than a missing one', async () => {
  const spec = specWith(({ models }) => {
    for (const model of models) model.states += 1
  })
  const args = ['--variant', 'v7', ...smallest, '--no-replay', '--spec', spec]
  const out = ['--out', join(scratch(), 'out')]
  const { code, stderr } = await check([...args, ...out], { env: { CHROMIUM: '/no/such/browser' } })
  expect(code).toBe(1)
  expect(stderr).toContain(
    'peerup: environment: expected an executable browser, got /no/such/browser',
  )
})
