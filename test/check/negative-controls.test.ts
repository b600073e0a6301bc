import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMapping } from '../../src/core/mapping.js'
import { readTrace } from '../../src/core/trace-file.js'
import { replayFile, rx, tx, verdictOf } from './replaying.js'
import { isRecord, same, swap } from './swap.js'
import { altered, counterexample, type ItfFile, mappingFile, renumber, stateAt } from './traces.js'

// A replay that reproduces every trace would prove nothing. Here the trace is wrong and the program is
// right; test/check/mutants.test.ts swaps the two.

let folder: string
/** v8's traces: to ENOTSOCK, to ENXIO, and to a send that succeeds. */
const files: { [property: string]: string } = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-controls-'))
  for (const property of ['SendImpliesPeerUp', 'SendUsesPeersIfIndex', 'NeverSends']) {
    files[property] = await counterexample('v8.clean-start.1x1', property)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Replays an altered copy of one of the traces on v8. */
function replayed(alter: (itf: ItfFile) => void, property = 'SendImpliesPeerUp') {
  return replayFile(altered(files[property] ?? '', join(folder, 'altered.itf.json'), alter), 'v8')
}

/** Reads an altered copy, without a replay. */
function read(alter: (itf: ItfFile) => void): void {
  const file = altered(files.SendImpliesPeerUp ?? '', join(folder, 'altered.itf.json'), alter)
  readTrace(file, readMapping(mappingFile))
}

/** The error of a trace that the reader rejects. */
const unread = (state: number, message: RegExp) =>
  expect.objectContaining({
    code: 'trace',
    where: { file: join(folder, 'altered.itf.json'), state },
    message: expect.stringMatching(message),
  })

const stepAt = (itf: ItfFile, index: number) => stateAt(itf, index)['#meta']

describe('an unaltered trace', () => {
  it.each(['SendImpliesPeerUp', 'SendUsesPeersIfIndex', 'NeverSends'])(
    'is reproduced: %s',
    async (property) => {
      const { row } = await replayed(() => {}, property)
      expect(row.verdict).toBe('reproduced')
    },
  )

  it('is reproduced without its last step, because that is a behaviour too', async () => {
    const { row } = await replayed((itf) => void itf.states.pop())
    expect(row).toMatchObject({
      verdict: 'reproduced',
      step: 23,
      action: 'LoadSocket',
      errno: null,
    })
  })
})

describe('two swapped steps of different threads', () => {
  it.each([
    { property: 'SendUsesPeersIfIndex', index: 11, steps: ['PublishState', 'WaitTurn'] },
    { property: 'SendUsesPeersIfIndex', index: 23, steps: ['LoadIfIndex', 'BeginRing'] },
  ])('are reproduced where they commute: $steps', async ({ property, index, steps }) => {
    const { row } = await replayed((itf) => {
      expect([stepAt(itf, index).action, stepAt(itf, index + 1).action]).toEqual(steps)
      swap(itf, index)
      expect([stepAt(itf, index).action, stepAt(itf, index + 1).action]).toEqual(steps.reverse())
    }, property)
    expect(row.verdict).toBe('reproduced')
  })

  // rx0 gets its turn after tx0 counts itself; the barrier opens once turn is 0.
  it.each([
    {
      property: 'SendImpliesPeerUp',
      index: 5,
      performer: rx,
      action: 'WaitTurn',
      wanted: 'OpenSocket',
    },
    {
      property: 'SendUsesPeersIfIndex',
      index: 19,
      performer: tx,
      action: 'SynchronizeStart',
      wanted: 'Receive',
    },
  ])(
    'are refused where the second waits for the first: $action',
    async ({ property, index, performer, action, wanted }) => {
      const result = await replayed((itf) => swap(itf, index), property)
      expect(verdictOf(result)).toEqual({
        verdict: 'refused',
        step: index,
        action,
        performer,
        wanted,
        stood: action,
      })
      expect(result.row.why).toContain('it waits')
    },
  )

  // A load before its store gives the old value.
  it.each([
    {
      property: 'SendUsesPeersIfIndex',
      index: 27,
      action: 'LoadSocket',
      field: 'socket',
      model: 2,
    },
    { property: 'NeverSends', index: 25, action: 'LoadIfIndex', field: 'if_idx', model: 2 },
  ])(
    'diverge where one loads what the other stores: $action',
    async ({ property, index, action, field, model }) => {
      const result = await replayed((itf) => swap(itf, index), property)
      expect(result.row).toMatchObject({ verdict: 'diverged', step: index, action, performer: tx })
      const native = field === 'socket' ? 0 : -1
      expect(result.replayed.differences).toMatchObject([
        { variable: 'loaded', path: `loaded.${tx}.${field}`, model, native },
      ])
    },
  )

  it('are rejected by the reader if whole states are swapped', () => {
    const alter = (itf: ItfFile) => {
      itf.states.splice(5, 2, stateAt(itf, 6), stateAt(itf, 5))
      renumber(itf)
    }
    expect(() => read(alter)).toThrow(unread(5, /^expected one performer to act, got /))
  })

  it('are rejected by the reader if only their names are swapped', () => {
    const alter = (itf: ItfFile) => {
      const [first, second] = [stateAt(itf, 5), stateAt(itf, 6)]
      const own = first['#meta']
      first['#meta'] = { ...second['#meta'], index: 5 }
      second['#meta'] = { ...own, index: 6 }
    }
    expect(() => read(alter)).toThrow(
      unread(5, /^expected W#01-tx0 to do BumpAddReached \(from pc\)/),
    )
  })
})

describe('a deleted step', () => {
  it.each([
    // The next state's number is missing.
    { index: 7, renumbered: false, message: /^at states\.7: expected index 7, got 8$/ },
    // rx0 continues from an action that it has not reached.
    {
      index: 7,
      renumbered: true,
      message: /^expected W#01-rx0 to do OpenSocket \(from pc\), got Bind$/,
    },
    // Both threads move: tx0 counts itself and rx0 gets its turn.
    { index: 5, renumbered: true, message: /^expected one performer to act, got / },
  ])(
    'is rejected by the reader: $index, renumbered: $renumbered',
    ({ index, renumbered, message }) => {
      const alter = (itf: ItfFile) => {
        itf.states.splice(index, 1)
        if (renumbered) renumber(itf)
      }
      expect(() => read(alter)).toThrow(unread(index, message))
    },
  )

  // Two steps of a thread become one with the name of the first, which the reader cannot detect.
  it.each([
    { index: 2, action: 'OpenSocket', wanted: 'BumpReadTurn', stood: 'Bind' },
    { index: 12, action: 'BumpStoreReached', wanted: 'BeginRing', stood: 'BumpStoreTurn' },
    { index: 16, action: 'PublishIfIndex', wanted: 'PublishState', stood: 'PublishSocket' },
    { index: 22, action: 'LoadIfIndex', wanted: 'Send', stood: 'LoadSocket' },
    { index: 23, action: 'LoadSocket', wanted: 'Receive', stood: 'Send' },
  ])('is refused at its place: $action', async ({ index, action, wanted, stood }) => {
    const result = await replayed((itf) => {
      const { performer } = stepAt(itf, index)
      expect(performer).toBe(stepAt(itf, index + 1).performer)
      itf.states.splice(index, 1)
      stateAt(itf, index)['#meta'].action = action
      renumber(itf)
    })
    const { verdict, ...place } = verdictOf(result)
    expect(verdict).toBe('refused')
    expect(place).toMatchObject({ step: index, action, wanted, stood })
  })
})

describe('a value altered in one state', () => {
  const altering = (index: number, path: string, value: unknown) => (itf: ItfFile) => {
    const names = path.split('.')
    const last = names.pop() ?? ''
    const holder = names.reduce<unknown>(
      (at, name) => isRecord(at) && at[name],
      stateAt(itf, index),
    )
    if (!isRecord(holder) || same(holder[last] ?? null, value)) throw new Error(`altered ${path}?`)
    holder[last] = value
  }

  it.each([
    { index: 0, path: 'turn', value: 1 },
    { index: 5, path: 'reached', value: 0 },
    { index: 5, path: `counted.${tx}`, value: 2 },
    { index: 10, path: 'reached', value: 1 },
    { index: 13, path: 'turn', value: 2 },
    { index: 16, path: `peer.${rx}.if_idx`, value: -1 },
    { index: 17, path: `peer.${rx}.socket`, value: 1 },
    { index: 18, path: `peer.${rx}.state`, value: 'DOWN' },
    { index: 18, path: `peer.${tx}.socket`, value: 2 },
    { index: 20, path: `ptv.${tx}.afp_state`, value: 'UP' },
    { index: 20, path: `ptv.${tx}.socket`, value: 2 },
    {
      index: 20,
      path: 'descriptor',
      value: {
        '#map': [
          [0, 0],
          [1, 1],
        ],
      },
    },
    {
      index: 20,
      path: 'descriptor',
      value: {
        '#map': [
          [0, 0],
          [1, 2],
          [2, 1],
        ],
      },
    },
    { index: 22, path: `loaded.${rx}.if_idx`, value: 1 },
    { index: 23, path: `loaded.${rx}.socket`, value: 1 },
    { index: 24, path: `sent.${rx}.result`, value: 'EBADF' },
    { index: 24, path: `sent.${rx}.result`, value: 'ok' },
    { index: 24, path: `sent.${rx}.used`, value: 1 },
    { index: 24, path: `sent.${rx}.state`, value: 'UP' },
  ])('diverges at state $index, in $path', async ({ index, path, value }) => {
    const { row, replayed: result } = await replayed(altering(index, path, value))
    expect(row).toMatchObject({ verdict: 'diverged', step: index })
    const [variable = ''] = path.split('.')
    expect(new Set(result.differences.map((difference) => difference.variable))).toEqual(
      new Set([variable]),
    )
    expect(row.why).toContain(`in state ${index}, ${path.startsWith('desc') ? 'descriptor' : path}`)
  })

  // The reader derives the performer from pc, so an altered pc is a step of another thread or of none.
  it.each([
    { index: 20, path: `pc.${tx}`, value: 'Send', message: /^expected one performer to act, got / },
    {
      index: 20,
      path: `pc.${rx}`,
      value: 'Receive',
      message: /^expected Receive to change pc, got no change$/,
    },
    { index: 20, path: `pc.${rx}`, value: 7, message: /^expected pc to map a thread to an action/ },
  ])('is rejected by the reader: $path becomes $value', ({ index, path, value, message }) => {
    expect(() => read(altering(index, path, value))).toThrow(unread(index, message))
  })

  it('is refused if the last state expects another gate', async () => {
    const result = await replayed(altering(24, `pc.${rx}`, 'Guard'))
    const { verdict, step, wanted, stood } = verdictOf(result)
    expect({ verdict, step, wanted, stood }).toEqual({
      verdict: 'refused',
      step: 24,
      wanted: 'Guard',
      stood: 'Receive',
    })
  })
})
