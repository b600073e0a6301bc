import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { distinctBehaviours } from '../../src/core/distinct-behaviours.js'
import type { Trace } from '../../src/core/trace.js'
import { readTrace, writeTrace } from '../../src/core/trace-file.js'
import { indexedTrace, traceNamesIn, writeTraceIndex } from '../../src/core/trace-index.js'
import { mapping, toyTrace } from '../replay/machine/toy.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-index-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trace = toyTrace()
const named = (property: string, changes: Partial<Trace> = {}): Trace => ({
  ...trace,
  ...changes,
  property,
})
const nameOf = ({ model }: Trace, property: string) => `${model}.${property}`

/** Writes the distinct behaviours of these traces, and their index, as a check does. */
function write(traces: readonly Trace[]): void {
  const behaviours = distinctBehaviours(traces)
  for (const { trace: kept } of behaviours) {
    writeTrace(join(folder, `${nameOf(kept, kept.property)}.itf.json`), kept)
  }
  writeTraceIndex(folder, behaviours)
}

describe('distinctBehaviours', () => {
  it('keeps the first of two traces with the same steps, states and loop', () => {
    const shorter = named('C', { states: trace.states.slice(0, -1) })
    const [first, second, ...none] = distinctBehaviours([named('A'), named('B'), shorter])
    expect(none).toEqual([])
    expect(first?.trace.property).toBe('A')
    expect(first?.also.map(({ property }) => property)).toEqual(['B'])
    expect(second).toEqual({ trace: shorter, also: [] })
  })

  it('keeps a trace that loops apart from one that ends', () => {
    const looping = named('B', { loop: trace.states.length - 1 })
    expect(distinctBehaviours([named('A', { loop: null }), looping])).toHaveLength(2)
  })
})

describe('an index of traces', () => {
  it('lets a trace be read by the name of another model or property that shows it', () => {
    const other = named('B', { features: { lamp: true } })
    write([named('A'), other])
    const file = join(folder, `${nameOf(trace, 'B')}.itf.json`)
    expect(existsSync(file)).toBe(false)
    expect(readTrace(file, mapping)).toEqual(other)
  })

  it('lists the names of files and of what the index knows besides', () => {
    write([named('B'), named('A')])
    expect(traceNamesIn(folder)).toEqual([nameOf(trace, 'A'), nameOf(trace, 'B')])
  })

  it('knows no other name', () => {
    write([named('A')])
    const file = join(folder, 'none.itf.json')
    expect(indexedTrace(file)).toBeNull()
    expect(() => readTrace(file, mapping)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('is an error that names the file if it is malformed', () => {
    write([named('A')])
    const index = join(folder, 'index.json')
    writeFileSync(index, readFileSync(index, 'utf8').replace('"also"', '"others"'))
    expect(() => indexedTrace(join(folder, 'none.itf.json'))).toThrow(
      expect.objectContaining({ code: 'trace', where: { file: index } }),
    )
  })
})
