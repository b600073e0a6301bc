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
  ])('follows from the last state and the state that it loops to: %s', (_, names, step) => {
    expect(closingStep(loopingTrace(names), mapping)).toEqual(step)
  })

  it('is null if a behaviour ends or stutters', () => {
    expect(closingStep(toyTrace(), mapping)).toBeNull()
    expect(closingStep(loopingTrace(stuttering), mapping)).toBeNull()
  })

  const whole = loopingTrace(lasso)
  it('is an error at the last state if two performers act in it', () => {
    expect(() => closingStep({ ...whole, loop: 3 }, mapping)).toThrow(
      expect.objectContaining({
        code: 'trace',
        where: { state: 15 },
        message:
          'in the step from the last state back to state 3: expected one performer to act, got a-1: Enter to Store, hall: off to on',
      }),
    )
  })

  it('is an error if it changes neither control nor environment', () => {
    const repeated = traceOf(behaviourOf(lasso.names), meta, mapping)
    expect(() => closingStep({ ...repeated, loop: 8 }, mapping)).toThrow(
      'back to state 8: expected a change of pc or lamp, got none',
    )
  })

  it.each([16, 99, -1])('is an error for a loop to the missing state %i', (loop) => {
    expect(() => closingStep({ ...whole, loop }, mapping)).toThrow(
      new PeerupError('trace', `expected a loop to one of 16 states, got ${loop}`),
    )
  })
})

describe('stutters', () => {
  it('holds only if the last state follows itself', () => {
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
  ] as const)('accepts a trace of %s with %s', (_what, _how, kind, trace) => {
    expect(() => expectLoop(trace, kind, { file })).not.toThrow()
  })

  it.each([
    [
      'a temporal property without a loop',
      'temporal',
      toyTrace(),
      'NeverTwo is a temporal property: its trace needs a "loop"',
    ],
    [
      'an invariant that loops',
      'invariant',
      loopingTrace(lasso),
      'NeverTwo is an invariant: its trace cannot loop (to state 8)',
    ],
    [
      'a witness that stutters',
      'witness',
      loopingTrace(stuttering),
      'NeverTwo is a witness: its trace cannot loop (to state 7)',
    ],
  ] as const)('throws on a trace of %s', (_, kind, trace, message) => {
    expect(() => expectLoop(trace, kind, { file })).toThrow(
      expect.objectContaining({ code: 'trace', where: { file }, message }),
    )
  })
})
