import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { replayResult } from '../../src/report/results.js'
import { checkResult } from '../../src/suricata/check-result.js'
import { counterexample, type ItfFile, lostUpdate, stateAt } from '../check/traces.js'
import { entries, json, peerup, scratch } from '../cli/cli.js'

// The pipeline on a specification and a program that have nothing to do with packets.

describe('check of examples/lost-update', () => {
  it('finds, reproduces and draws its counterexample; the atomic add refuses it', async () => {
    const out = scratch()
    const file = join(out, 'check.json')
    const { code, stdout, stderr } = await peerup([
      ...['check', '--spec', 'examples/lost-update', '--out', out, '--json', file],
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { models, replays } = checkResult.parse(json(file))
    expect(models.map(({ variant, verdict, depth }) => [variant, verdict, depth])).toEqual([
      ['load-store', 'violated', 5],
      ['atomic', 'holds', 3],
    ])
    const [own, other, ...drawn] = replays
    expect(own).toMatchObject({ variant: 'load-store', verdict: 'reproduced', action: 'Store' })
    expect(other).toMatchObject({ variant: 'atomic', verdict: 'refused', step: 1, action: 'Load' })
    // Behaviours of both variants, although in the end a step of the model changes nothing.
    expect(drawn.map(({ verdict }) => verdict)).toEqual(Array(200).fill('reproduced'))
    expect(stdout).toContain('| load-store | NothingLost violated |')

    const name = 'load-store.once.two.NothingLost'
    expect(entries(join(out, 'traces'))).toEqual(['index.json', `${name}.itf.json`])
    const diagram = readFileSync(join(out, `docs/reference/diagrams/${name}.mmd`), 'utf8')
    expect(diagram).toContain('1 Load<br/>loads 0')
    expect(diagram).toContain('2 Load<br/>loads 0')
    expect(readFileSync(join(out, `docs/reference/diagrams/${name}.svg`), 'utf8')).toMatch(/^<svg/)
    expect(diagram).not.toMatch(/socket|kernel|peer/)
  })
})

describe('its counterexample', () => {
  let trace: string
  beforeAll(async () => {
    trace = await counterexample('load-store.once.two', 'NothingLost', lostUpdate)
  })

  async function replay(...args: string[]) {
    const file = join(scratch(), 'replay.json')
    const own = ['--mapping', 'examples/lost-update/mapping.json', '--json', file]
    const ended = await peerup(['replay', trace, ...own, ...args])
    return { ...ended, ...replayResult.parse(json(file)) }
  }

  it('is that both load before either stores', () => {
    const itf = json(trace) as ItfFile
    expect(
      itf.states
        .map((state) => state['#meta'].action ?? '')
        .join(' ')
        .trim(),
    ).toBe('Load Load Store Store')
    expect(stateAt(itf, 4)).toMatchObject({ counter: 1, local: { a: 0, b: 0 } })
  })

  it('is reproduced by a program that is named on the command line', async () => {
    const {
      code,
      stdout,
      replay: row,
      steps,
    } = await replay('--program', 'native/build/lost-update')
    expect(code).toBe(0)
    expect(row).toMatchObject({
      ...{ variant: 'load-store', verdict: 'reproduced', step: 4, action: 'Store', errno: null },
      // Probe frames need a network.
      afterwards: 'unknown',
    })
    expect(steps.map(({ performer, action }) => `${performer} ${action}`)).toEqual([
      ...['a Load', 'b Load', 'a Store', 'b Store'],
    ])
    // Freed, the program runs to its end: one of two increments is lost.
    expect(stdout).toContain('the program wrote:\n  counter: 1')
  })

  // An atomic add is one step: after it the thread is done, where the trace wants it to store yet.
  it('is refused by the atomic add at its first load', async () => {
    const { code, stdout, replay: row, steps } = await replay('--variant', 'atomic')
    expect(code).toBe(0)
    expect(row).toMatchObject({
      ...{ variant: 'atomic', expected: 'refused', verdict: 'refused', errno: null },
      ...{ step: 1, action: 'Load', performer: 'a' },
      why: 'a came to Done after Load, expected Store',
    })
    expect(steps).toEqual([])
    expect(stdout).toContain('gates: a at Done, b at Load')
  })

  it('is refused by the wrong program for what it lacks, not for what it is', async () => {
    const { code, replay: row } = await replay('--program', '/bin/true')
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'crashed', step: null })
  })
})
