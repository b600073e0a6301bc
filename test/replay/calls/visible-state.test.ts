import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readMapping } from '../../../src/core/mapping.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { type CallRun, runsOf } from '../../../src/replay/calls/call-order.js'
import { observationsOf, visibleState } from '../../../src/replay/calls/visible-state.js'
import { mappingFile } from '../../check/traces.js'
import { at, threads, toyTrace } from '../machine/toy.js'
import { mapping, withCalls } from './toy-calls.js'

const [a, b] = threads

it('control, bounds and what is unseen do not show', () => {
  const [first] = toyTrace().states
  const shown = Object.keys(visibleState(first?.state ?? {}, withCalls([], ['count', 'hand'])))
  expect(shown.sort()).toEqual(['holder', 'lamp', 'open', 'seen'])
  expect(Object.keys(visibleState(first?.state ?? {}, mapping))).toContain('count')
})

/** Two threads that enter one after the other; what each of their steps changes is seen, but for this. */
function entering(unseen: readonly string[]) {
  const model = withCalls(['Enter', 'Leave', 'Take'], unseen)
  const trace = toyTrace([a, a, a, a, a, b, b, b, b])
  const runs = runsOf(trace, model) ?? []
  return (index: number) => observationsOf(at(runs, index), trace, model)
}

it('one step alone that changes what is seen is inferred, between others that have no order', () => {
  expect(entering(['holder', 'hand', 'open'])(0)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'inferred'],
  ])
})

it('several that do have no order', () => {
  expect(entering(['holder', 'hand', 'open'])(2)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'unordered'],
  ])
})

it('one that does after a call that does has none either', () => {
  expect(entering(['hand', 'open'])(0)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'unordered'],
  ])
})

it('a run of one step is anchored', () => {
  expect(entering([])(1)).toEqual(['anchored'])
})

it('a bump that fails to open a socket is inferred from its count alone', () => {
  const model = readMapping(mappingFile)
  const file = join(packageRoot, 'traces/v7.failed-open.1x1.SendImpliesPeerUp.itf.json')
  const trace = readTrace(file, model)
  const seen = (runsOf(trace, model) ?? []).flatMap((run: CallRun) =>
    observationsOf(run, trace, model).map((how, index) => [run.steps[index]?.action, how]),
  )
  expect(seen.filter(([, how]) => how === 'inferred')).toEqual([
    ['BumpAddReached', 'inferred'],
    ['LoadIfIndex', 'inferred'],
  ])
  expect(seen.slice(1, 5)).toEqual([
    ['OpenSocket', 'anchored'],
    ['BumpReadTurn', 'unordered'],
    ['BumpAddReached', 'inferred'],
    ['BumpRereadTurn', 'unordered'],
  ])
})
