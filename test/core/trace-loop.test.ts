import { describe, expect, it } from 'vitest'
import { PeerupError } from '../../src/core/error.js'
import { closingStep, expectLoop, stutters } from '../../src/core/trace-loop.js'
import { traceOf } from '../../src/core/trace-of.js'
import {
  behaviourOf,
  lasso,
  loopingTrace,
  mapping,
  meta,
  stuttering,
  threads,
  toyTrace,
  turnedLasso,
} from '../replay/machine/toy.js'

const [a] = threads

describe('the step that closes a loop', () => {
  it.each([
    ['the driver’s', lasso, { performer: 'hall', action: 'SwitchOn' }],
    ['a thread’s', turnedLasso, { performer: a, action: 'Open' }],
  ])('is read off the last state and the one that it loops to: %s', (_, names, step) => {
    expect(closingStep(loopingTrace(names), mapping)).toEqual(step)
  })

  it('is none where a behaviour ends or stutters', () => {
    expect(closingStep(toyTrace(), mapping)).toBeNull()
    expect(closingStep(loopingTrace(stuttering), mapping)).toBeNull()
  })

  const whole = loopingTrace(lasso)
  it('is an error if two act in it, at the last state', () => {
    expect(() => closingStep({ ...whole, loop: 3 }, mapping)).toThrow(
      expect.objectContaining({
        code: 'trace',
        where: { state: 15 },
        message:
          'in the step from the last state back to state 3: expected one performer to act, got a-1: Enter to Store, hall: off to on',
      }),
    )
  })

  it('is an error if nobody acts in it', () => {
    const repeated = traceOf(behaviourOf(lasso.names), meta, mapping)
    expect(() => closingStep({ ...repeated, loop: 8 }, mapping)).toThrow(
      'back to state 8: expected somebody to act, got two states in which nobody did',
    )
  })

  it.each([16, 99, -1])('is an error for a loop to state %i, which is not there', (loop) => {
    expect(() => closingStep({ ...whole, loop }, mapping)).toThrow(
      new PeerupError('trace', `expected a loop to one of 16 states, got ${loop}`),
    )
  })
})

describe('stutters', () => {
  it('holds where the last state follows itself, and only there', () => {
    expect(stutters(loopingTrace(stuttering))).toBe(true)
    expect(stutters(loopingTrace(lasso))).toBe(false)
    expect(stutters(toyTrace())).toBe(false)
  })
})

describe('expectLoop', () => {
  const file = 'some.itf.json'
  it.each([
    ['a temporal property', 'a lasso', 'temporal', loopingTrace(lasso)],
    ['a temporal property', 'stuttering', 'temporal', loopingTrace(stuttering)],
    ['an invariant', 'an end', 'invariant', toyTrace()],
    ['a witness', 'an end', 'witness', toyTrace()],
  ] as const)('takes a trace of %s with %s', (_what, _how, kind, trace) => {
    expect(() => expectLoop(trace, kind, { file })).not.toThrow()
  })

  it.each([
    [
      'a temporal property that does not say where it loops',
      'temporal',
      toyTrace(),
      'expected a behaviour that goes on for ever, for NeverTwo is a temporal property, got one without "loop"',
    ],
    [
      'an invariant that loops',
      'invariant',
      loopingTrace(lasso),
      'expected a behaviour that ends, for NeverTwo is an invariant, got one that loops to state 8',
    ],
    [
      'a witness that stutters',
      'witness',
      loopingTrace(stuttering),
      'expected a behaviour that ends, for NeverTwo is a witness, got one that loops to state 7',
    ],
  ] as const)('throws on a trace of %s', (_, kind, trace, message) => {
    expect(() => expectLoop(trace, kind, { file })).toThrow(
      expect.objectContaining({ code: 'trace', where: { file }, message }),
    )
  })
})
