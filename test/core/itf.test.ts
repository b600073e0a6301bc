import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonical } from '../../src/core/canonical-value.js'
import { parseItf, toItf } from '../../src/core/itf.js'
import { jsonText } from '../../src/core/json-text.js'
import type { Trace } from '../../src/core/trace.js'
import { readTrace, writeTrace } from '../../src/core/trace-file.js'
import type { State } from '../../src/core/value.js'
import {
  at,
  lasso,
  loopingTrace,
  mapping,
  stuttering,
  threads,
  toyTrace,
  turnedLasso,
} from '../replay/machine/toy.js'
import { errorOf } from './loose-itf.js'

const file = 'some.itf.json'
const [a, b] = threads

/** A trace whose states hold every kind of value. */
function traceOfEveryValue(): Trace {
  const trace = toyTrace()
  const values: State = {
    big: { '#bigint': '-123456789012345678901234567890' },
    set: { '#set': [{ '#set': [] }, 'a', -1, { '#model': 'kitchen' }] },
    pairs: {
      '#map': [
        [[1, 'x'], { '#model': 'm' }],
        [{ '#set': [2] }, []],
      ],
    },
    text: 'a "quoted" line\n\\ \u2028 #map',
    flags: [true, false, [], [[]]],
  }
  const states = trace.states.map(({ step, state }) => {
    const entries = Object.entries({ ...state, ...values })
    return {
      step,
      state: Object.fromEntries(entries.map(([name, value]) => [name, canonical(value)])),
    }
  })
  return { ...trace, states }
}

const traces: [string, Trace][] = [
  ['every action', toyTrace()],
  ['every kind of value', traceOfEveryValue()],
  ['the initial state alone', toyTrace([])],
  ['a loop that the driver closes', loopingTrace(lasso)],
  ['a loop that a thread closes', loopingTrace(turnedLasso)],
  ['a behaviour that stutters', loopingTrace(stuttering)],
]

describe('a trace in ITF', () => {
  it.each(traces)('survives writing and reading: %s', (_, trace) => {
    expect(parseItf(toItf(trace), file, mapping)).toEqual(trace)
    expect(parseItf(JSON.parse(jsonText(toItf(trace))), file, mapping)).toEqual(trace)
  })

  it.each(traces)('keeps its text through reading and writing: %s', (_, trace) => {
    const text = jsonText(toItf(trace))
    expect(jsonText(toItf(parseItf(JSON.parse(text), file, mapping)))).toBe(text)
  })

  it("has the same text for every order of TLC's variables", () => {
    const { states, ...rest } = toyTrace()
    const reversed = states.map(({ step, state }) => ({
      step,
      state: Object.fromEntries(Object.entries(state).reverse()),
    }))
    expect(jsonText(toItf({ ...rest, states: reversed }))).toBe(
      jsonText(toItf({ ...rest, states })),
    )
  })

  it('has the performer of each step, and the model', () => {
    const itf = toItf(toyTrace([a]))
    expect(itf['#meta']).toMatchObject({
      format: 'ITF',
      peerup: 'peerup-trace/1',
      variant: 'early',
    })
    expect(itf.states.map((state) => state['#meta'])).toEqual([
      { index: 0 },
      { index: 1, performer: a, action: 'Enter' },
    ])
    expect(itf).not.toHaveProperty('loop')
  })

  it('may spell tuples and maps as other tools do', () => {
    const itf = structuredClone(toItf(toyTrace([]))) as Record<string, unknown>
    const [initial] = itf.states as State[]
    itf.states = [
      {
        ...initial,
        count: { '#tup': [1, { '#bigint': '2' }] },
        pc: {
          '#map': [
            [a, 'Enter'],
            [b, 'Enter'],
          ],
        },
      },
    ]
    const { state } = at(parseItf(itf, file, mapping).states, 0)
    expect(state).toMatchObject({ count: [1, 2], pc: { [a]: 'Enter', [b]: 'Enter' } })
  })

  it('cannot be written if a state lacks a variable', () => {
    const trace = toyTrace()
    const { count: _, ...state } = at(trace.states, 3).state
    trace.states[3] = { ...at(trace.states, 3), state }
    expect(() => toItf(trace)).toThrow('variable count is missing')
  })

  it('cannot be written with an unknown field', () => {
    const trace = { ...toyTrace(), colour: 'red' }
    expect(() => toItf(trace)).toThrow('colour')
  })
})

describe('a trace file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'peerup-itf-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('survives writing and reading, and leaves no draft in its folder', () => {
    const path = join(folder, 'a.itf.json')
    writeTrace(path, toyTrace())
    writeTrace(path, traceOfEveryValue())
    expect(readTrace(path, mapping)).toEqual(traceOfEveryValue())
    expect(readdirSync(folder)).toEqual(['a.itf.json'])
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true)
  })

  it('with invalid JSON is named in the error', () => {
    const path = join(folder, 'b.itf.json')
    writeFileSync(path, '{"#meta": ')
    expect(errorOf(() => readTrace(path, mapping))).toMatchObject({
      code: 'trace',
      where: { file: path },
    })
  })

  it('cannot be written into a missing folder', () => {
    const path = join(folder, 'none', 'c.itf.json')
    expect(errorOf(() => writeTrace(path, toyTrace()))).toMatchObject({
      code: 'usage',
      where: { file: path },
    })
  })
})

describe('jsonText', () => {
  it('breaks a value into lines only if it does not fit one', () => {
    const wide = { a: Array.from({ length: 40 }, (_, index) => index), b: { c: 1 }, d: [], e: {} }
    expect(
      jsonText(wide)
        .split('\n')
        .filter((line) => line.startsWith('  "')),
    ).toEqual(['  "a": [', '  "b": { "c": 1 },', '  "d": [],', '  "e": {}'])
    expect(JSON.parse(jsonText(wide))).toEqual(wide)
  })
})
