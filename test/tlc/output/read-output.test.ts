import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/core/value.js'
import { createOutputReader } from '../../../src/tlc/output/read-output.js'
import {
  captured,
  capturedEnding,
  dialects,
  exited,
  read,
  readCaptured,
  violated,
} from '../fixtures.js'

const kitchen: Value = { '#model': 'kitchen' }
const hall: Value = { '#model': 'hall' }

const lit = (inKitchen: boolean, inHall: boolean): Value => ({
  '#map': [
    [hall, inHall],
    [kitchen, inKitchen],
  ],
})

const note = (...rooms: Value[]): Value => ({
  who: 'a "quoted" name\\',
  seen: { '#set': rooms },
  pair: [1, { '#set': [2, 3] }],
  f: [1, 4],
  g: {
    '#map': [
      [0, [0]],
      [5, [5]],
    ],
  },
})

const initial = { lit: lit(false, false), meter: -1, log: [], note: note() }

describe.each(dialects)('the output of the %s jar', (dialect) => {
  it('has verdict holds and the statistics without an error', () => {
    const { version, seconds, ...rest } = readCaptured(dialect, 'holds')
    const numbers = { states: 153, generated: 235, depth: 20, outside: [] }
    expect(rest).toEqual({ verdict: { kind: 'holds' }, ...numbers })
    expect(version).toMatch(dialect === 'maven' ? /^Version 2\.18 of / : /^Version 2026\./)
    expect(seconds).toBe(dialect === 'maven' ? 0.582 : 0.589)
  })

  it('names a violated invariant and has the behaviour', () => {
    const { verdict, ...numbers } = readCaptured(dialect, 'invariant-violated')
    expect(verdict).toEqual({
      kind: 'violated',
      what: 'invariant',
      property: 'NeverBoth',
      behaviour: {
        states: [
          { action: null, state: initial },
          {
            action: 'Switch',
            state: { lit: lit(true, false), meter: 0, log: [kitchen], note: note(kitchen) },
          },
          {
            action: 'Switch',
            state: {
              lit: lit(true, true),
              meter: 1,
              log: [kitchen, hall],
              note: note(hall, kitchen),
            },
          },
        ],
        loop: null,
        stuttering: false,
      },
    })
    expect(numbers).toMatchObject({ states: 5, generated: 5, depth: 3 })
  })

  it('has a behaviour of one state for an invariant violated initially', () => {
    const { verdict, states, generated, depth } = readCaptured(dialect, 'initial-violation')
    expect(verdict).toEqual({
      kind: 'violated',
      what: 'invariant',
      property: 'Positive',
      behaviour: { states: [{ action: null, state: initial }], loop: null, stuttering: false },
    })
    expect({ states, generated, depth }).toEqual({ states: 1, generated: 1, depth: null })
  })

  it('has the index of the state that a lasso loops to', () => {
    const { what, property, behaviour } = violated(readCaptured(dialect, 'liveness-lasso').verdict)
    expect({ what, property }).toEqual({
      what: 'temporal',
      property: dialect === 'maven' ? null : 'LitForever',
    })
    expect(behaviour.states).toHaveLength(19)
    expect(behaviour.states[4]?.action).toBe('Rest')
    expect(behaviour).toMatchObject({ loop: 3, stuttering: false })
  })

  it('has no loop for stuttering', () => {
    const { what, property, behaviour } = violated(
      readCaptured(dialect, 'liveness-stuttering').verdict,
    )
    expect({ what, property }).toEqual({
      what: 'temporal',
      property: dialect === 'maven' ? null : 'ComesOn',
    })
    expect(behaviour.states.map(({ action }) => action)).toEqual([
      null,
      'Switch',
      'Switch',
      'Switch',
    ])
    expect(behaviour).toMatchObject({ loop: null, stuttering: true })
  })

  it('has the states that lead to a deadlock', () => {
    const { verdict, states, depth } = readCaptured(dialect, 'deadlock')
    expect(violated(verdict)).toMatchObject({ what: 'deadlock', property: null })
    expect(violated(verdict).behaviour.states).toHaveLength(4)
    expect({ states, depth }).toEqual({ states: 15, depth: 4 })
  })

  it('names the invariant with a false assertion', () => {
    const { verdict, depth } = readCaptured(dialect, 'assertion')
    expect(violated(verdict)).toMatchObject({ what: 'assertion', property: 'Wrong' })
    expect(violated(verdict).behaviour.states).toHaveLength(3)
    expect(depth).toBe(3)
  })

  it.each([
    [
      'evaluation-error',
      /^Attempted to apply function:\n\(kitchen :> FALSE .*\nto argument 1/,
      { file: 'Lamp.tla', line: 19, column: 8 },
    ],
    [
      'unknown-property',
      /^The invariant Nowhere specified in the configuration file\nis not defined/,
      {},
    ],
    ['missing-constant', /^The constant parameter Limit is not assigned a value/, {}],
    [
      'parse-error',
      /Was expecting "Expression or Instance"/,
      { file: 'Broken.tla', line: 17, column: 10 },
    ],
    ['unknown-name', /Unknown operator: `metre'/, { file: 'Unknown.tla', line: 17, column: 10 }],
  ])('reports a faulty specification: %s', (phenomenon, message, where) => {
    expect(() => readCaptured(dialect, phenomenon)).toThrow(
      expect.objectContaining({ code: 'spec', message: expect.stringMatching(message), where }),
    )
  })

  it('has no verdict if cut off', () => {
    expect(() => read(captured(dialect, 'cut-off'), exited(0))).toThrow(
      expect.objectContaining({ code: 'tlc' }),
    )
  })

  it.each(['holds', 'invariant-violated'])(
    'has no verdict if cut off at any place: %s',
    (phenomenon) => {
      const output = captured(dialect, phenomenon)
      for (let length = 0; length < output.length; length += 1) {
        for (const code of [0, 12, 143]) {
          expect(
            () => read(output.slice(0, length), exited(code)),
            `${length} characters, exit code ${code}`,
          ).toThrow(expect.objectContaining({ code: 'tlc' }))
        }
      }
    },
  )

  it('reads the same in chunks of any length', () => {
    for (const phenomenon of ['invariant-violated', 'assertion']) {
      const whole = readCaptured(dialect, phenomenon)
      const output = captured(dialect, phenomenon)
      for (const length of [1, 2, 3, 7, 64, 1000]) {
        expect(read(output, capturedEnding(dialect, phenomenon), length)).toEqual(whole)
      }
    }
  })

  it('reads the same cut in two at any place', () => {
    const whole = readCaptured(dialect, 'initial-violation')
    const output = captured(dialect, 'initial-violation')
    for (let at = 0; at <= output.length; at += 1) {
      const reader = createOutputReader()
      reader.push(output.slice(0, at))
      reader.push(output.slice(at))
      expect(reader.end(exited(12))).toEqual(whole)
    }
  })

  it.each([
    ['holds', 12],
    ['holds', 3],
    ['invariant-violated', 0],
    ['invariant-violated', 13],
    ['liveness-lasso', 12],
    ['deadlock', 0],
    ['assertion', 12],
    ['parse-error', 0],
  ])('is no verdict if the exit code contradicts it: %s, %i', (phenomenon, code) => {
    expect(() => read(captured(dialect, phenomenon), exited(code))).toThrow(
      expect.objectContaining({
        code: 'tlc',
        message: expect.stringContaining(`exit code ${code}`),
      }),
    )
  })

  it('has no verdict if a signal ended TLC', () => {
    const ending = { code: null, signal: 'SIGKILL', stderr: '' }
    expect(() => read(captured(dialect, 'holds'), ending)).toThrow(
      'expected TLC to exit, got signal SIGKILL',
    )
  })

  it('has no verdict without each of the necessary messages', () => {
    for (const code of [2186, 2193, 2262, 2199]) {
      const output = without(captured(dialect, 'holds'), code)
      expect(() => read(output, exited(0)), `without ${code}`).toThrow(
        expect.objectContaining({ code: 'tlc' }),
      )
    }
    for (const [phenomenon, code] of [
      ['invariant-violated', 2217],
      ['invariant-violated', 2110],
      ['liveness-lasso', 2122],
      ['liveness-stuttering', 2218],
      ['deadlock', 2114],
    ] as const) {
      const output = without(captured(dialect, phenomenon), code)
      expect(() => read(output, capturedEnding(dialect, phenomenon)), `without ${code}`).toThrow(
        expect.objectContaining({ code: 'tlc' }),
      )
    }
  })
})

describe('both dialects', () => {
  it.each(['holds', 'invariant-violated', 'initial-violation', 'deadlock', 'assertion'])(
    'have the same result: %s',
    (phenomenon) => {
      const [maven, current] = dialects.map((dialect) => readCaptured(dialect, phenomenon))
      expect({ ...maven, version: '', seconds: 0 }).toEqual({ ...current, version: '', seconds: 0 })
    },
  )

  it.each(['liveness-lasso', 'liveness-stuttering'])(
    'have the same behaviour: %s',
    (phenomenon) => {
      const [maven, current] = dialects.map(
        (dialect) => violated(readCaptured(dialect, phenomenon).verdict).behaviour,
      )
      expect(maven).toEqual(current)
    },
  )
})

/** The output without the first message of that code. */
function without(output: string, code: number): string {
  const from = output.indexOf(`@!@!@STARTMSG ${code}:`)
  if (from < 0) throw new Error(`the output has no message ${code}`)
  const end = `@!@!@ENDMSG ${code} @!@!@\n`
  return output.slice(0, from) + output.slice(output.indexOf(end, from) + end.length)
}
