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

it('hides control, bounds and unseen variables', () => {
  const [first] = toyTrace().states
  const shown = Object.keys(visibleState(first?.state ?? {}, withCalls([], ['count', 'hand'])))
  expect(shown.sort()).toEqual(['holder', 'lamp', 'open', 'seen'])
  expect(Object.keys(visibleState(first?.state ?? {}, mapping))).toContain('count')
})

/** Two threads enter one after the other; all variables are visible but `unseen`. */
function entering(unseen: readonly string[]) {
  const model = withCalls(['Enter', 'Leave', 'Take'], unseen)
  const trace = toyTrace([a, a, a, a, a, b, b, b, b])
  const runs = runsOf(trace, model) ?? []
  return (index: number) => observationsOf(at(runs, index), trace, model)
}

it('infers the only step of a run that changes a visible variable, and leaves the others unordered', () => {
  expect(entering(['holder', 'hand', 'open'])(0)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'inferred'],
  ])
})

it('leaves several such steps unordered', () => {
  expect(entering(['holder', 'hand', 'open'])(2)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'unordered'],
  ])
})

it('leaves such a step unordered if the step at the call is another one', () => {
  expect(entering(['hand', 'open'])(0)).toEqual([
    ...['anchored', 'unordered', 'unordered', 'unordered'],
  ])
})

it('anchors a run of one step', () => {
  expect(entering([])(1)).toEqual(['anchored'])
})

it('infers a bump after a failed open by its count alone', () => {
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
