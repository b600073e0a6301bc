import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMapping } from '../../src/core/mapping.js'
import { readTrace } from '../../src/core/trace-file.js'
import { replayFile, rx, tx, verdictOf } from './replaying.js'
import { altered, counterexample, type ItfFile, mappingFile, renumber, stateAt } from './traces.js'
import { witness } from './witness.js'

// Violations of liveness are infinite behaviours, here on real sockets. tx0 fails to open, comes up later
// without a bump, and sends to rx0, which never gets its turn. States 12 to 16 repeat.

let folder: string
let lasso: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-lassos-'))
  lasso = await counterexample('v8.failed-open.1x1', 'EveryThreadForwards')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const alteredLasso = (alter: (itf: ItfFile) => void) =>
  altered(lasso, join(folder, 'altered.itf.json'), alter)

const replayed = (alter: (itf: ItfFile) => void) => replayFile(alteredLasso(alter), 'v8')

const read = (alter: (itf: ItfFile) => void) => () =>
  readTrace(alteredLasso(alter), readMapping(mappingFile))

describe('an infinite behaviour', () => {
  it('is reproduced after three rounds, and the pair stays wedged', async () => {
    const { row, replayed: result, afterwards } = await replayFile(lasso, 'v8', { observe: 'open' })
    expect(result).toMatchObject({ verdict: 'reproduced', why: null, rounds: 3 })
    expect(result.loop).toEqual({ entry: 12, last: 16 })
    expect(row).toMatchObject({ step: 16, action: 'Send', performer: tx, errno: 'ENOTSOCK' })
    // The gates are open, the link is up and frames arrive, but none leaves: the pair is wedged for good.
    expect(row.afterwards).toBe('wedged')
    expect(afterwards).toMatch(/^tx0 to rx0: none of \d+ frames came out$/)
    const steps = result.steps.map(({ round, action }) => [round ?? 0, action])
    const round = ['Guard', 'LoadIfIndex', 'LoadSocket', 'Send', 'Receive']
    expect(steps.slice(12)).toEqual([1, 2, 3].flatMap((n) => round.map((action) => [n, action])))
  })

  it('drops each frame at the guard in Fix A', async () => {
    const file = await counterexample('fix-a.failed-open.1x1', 'EveryThreadForwards')
    const { row, replayed: result } = await replayFile(file, 'fix-a', { observe: 'open' })
    expect(result).toMatchObject({
      verdict: 'reproduced',
      rounds: 3,
      loop: { entry: 11, last: 12 },
    })
    expect(row).toMatchObject({ errno: null, afterwards: 'wedged' })
  })

  it.each([
    ['v7', { step: 2, action: 'OpenSocket', wanted: 'Reopen', stood: 'BumpReadTurn' }],
    ['fix-a', { step: 13, action: 'Guard', wanted: 'LoadIfIndex', stood: 'Receive' }],
    ['fix-c', { step: 2, action: 'OpenSocket', wanted: 'Reopen', stood: 'BumpReadTurn' }],
  ])('is refused by %s at the step that the model predicts', async (variant, place) => {
    const result = await replayFile(lasso, variant)
    expect(verdictOf(result)).toMatchObject({ verdict: 'refused', performer: tx, ...place })
    expect(result.replayed.rounds).toBe(0)
  })
})

describe('a false loop', () => {
  // The link stays down and the thread retries, but peer_update is set only before its first attempt.
  const cutTo = (states: number, loop: number) => (itf: ItfFile) => {
    // The thread reopens after LinkUp; here it does so instead.
    const { link } = stateAt(itf, 2)
    Object.assign(stateAt(itf, 4), { link })
    itf.states.splice(3, 1)
    renumber(itf)
    itf.states.splice(states)
    itf.loop = loop
  }

  it('diverges at its first attempt, and the loop of later attempts is reproduced', async () => {
    const trying = await replayed((itf) => {
      cutTo(4, 3)(itf)
      const opening = structuredClone(stateAt(itf, 3))
      opening.pc[tx] = 'Reopen'
      opening['#meta'] = { index: 4, performer: tx, action: 'OpenSocket' }
      itf.states.push(opening)
    })
    expect(trying.row).toMatchObject({ verdict: 'reproduced', step: 4, action: 'OpenSocket' })
    expect(trying.replayed.rounds).toBe(3)
    const first = await replayed(cutTo(3, 1))
    expect(first.row).toMatchObject({ verdict: 'diverged', step: 3, action: 'Reopen' })
    expect(first.replayed.differences).toMatchObject([
      { path: `peer_update.${tx}`, model: true, native: false },
    ])
  })

  it.each([
    // Receive leads to the guard only, so the replay sends no frame for another step.
    { loop: 13, wanted: 'LoadIfIndex' },
    { loop: 7, wanted: 'EndRing' },
  ])('to state $loop is refused at the step that closes it', async ({ loop, wanted }) => {
    const result = await replayed((itf) => void Object.assign(itf, { loop }))
    expect(verdictOf(result)).toEqual({
      ...{ verdict: 'refused', step: 17, action: 'Receive', performer: tx },
      ...{ wanted, stood: 'Receive' },
    })
    expect(result.replayed).toMatchObject({ rounds: 0, why: expect.stringContaining('it waits') })
  })

  it.each([
    { loop: 11, message: /back to state 11: expected a change of pc or link, got none/ },
    { loop: 2, message: /back to state 2: expected one performer to act, got .*tx0: up to down/ },
    { loop: 17, message: /^at loop: expected the index of one of 17 states, got 17/ },
  ])('to state $loop is rejected by the reader', ({ loop, message }) => {
    expect(read((itf) => void Object.assign(itf, { loop }))).toThrow(
      expect.objectContaining({ code: 'trace', message: expect.stringMatching(message) }),
    )
  })
})

describe('a loop with a step deleted', () => {
  const without = (index: number) => (itf: ItfFile) => {
    const { action } = stateAt(itf, index)['#meta']
    itf.states.splice(index, 1)
    if (action !== undefined) stateAt(itf, index)['#meta'].action = action
    renumber(itf)
  }

  // Two steps become one with the name of the first, which the reader cannot detect.
  it.each([
    { index: 13, action: 'Guard', wanted: 'LoadSocket', stood: 'LoadIfIndex' },
    { index: 15, action: 'LoadSocket', wanted: 'Receive', stood: 'Send' },
  ])('is refused at the place of $action', async ({ index, ...place }) => {
    const result = await replayed(without(index))
    expect(verdictOf(result)).toMatchObject({ verdict: 'refused', step: index, ...place })
  })

  it('is refused at the step that closes it, if the last step is missing', async () => {
    const result = await replayed((itf) => void itf.states.pop())
    expect(verdictOf(result)).toMatchObject({
      ...{ verdict: 'refused', step: 16, action: 'Send', wanted: 'Guard', stood: 'Receive' },
    })
  })

  it('is rejected by the reader if a number or a name is missing', () => {
    expect(read((itf) => void itf.states.splice(14, 1))).toThrow(/expected index 14, got 15/)
    const renumbered = read((itf) => {
      itf.states.splice(14, 1)
      renumber(itf)
    })
    expect(renumbered).toThrow(/expected W#01-tx0 to do LoadIfIndex \(from pc\), got LoadSocket/)
  })
})

describe('a loop with one value altered', () => {
  it.each([
    { index: 12, variable: 'turn', value: 0 },
    { index: 14, variable: 'loaded', path: 'if_idx', value: 2 },
    { index: 15, variable: 'peer', path: 'state', value: 'DOWN' },
    { index: 16, variable: 'sent', path: 'result', value: 'ok' },
  ])('diverges at state $index, in $variable', async ({ index, variable, path, value }) => {
    const { row, replayed: result } = await replayed((itf) => {
      const state = stateAt(itf, index)
      if (path === undefined) state[variable] = value
      else
        (state[variable] as Record<string, Record<string, unknown>>)[tx] = {
          ...(state[variable] as Record<string, Record<string, unknown>>)[tx],
          [path]: value,
        }
    })
    expect(row).toMatchObject({ verdict: 'diverged', step: index })
    expect(result.differences.map((one) => one.variable)).toEqual([variable])
    expect(result.rounds).toBe(0)
  })
})

describe('a flap', () => {
  // The peer's entry has no socket yet, a closed one, or an interface that is down.
  it.each([
    ['v7', 'SendUsesPeersSocket', 'ENOTSOCK', tx],
    ['fix-a', 'SendUsesPeersSocket', 'EBADF', tx],
    ['fix-a', 'SendImpliesPeerUp', 'ENETDOWN', tx],
  ])('of %s ends in a real errno: %s, %s', async (variant, property, errno, performer) => {
    const file = await counterexample(`${variant}.flap.1x1`, property)
    const { row } = await replayFile(file, variant, { observe: 'expected' })
    expect(row).toMatchObject({ verdict: 'reproduced', action: 'Send', performer, errno })
    // No error is left that a sender could take from its thread, and no link goes down again.
    expect(row.afterwards).toBe('forwards')
  })

  it('can end in a send through the sender itself, without an errno', async () => {
    const file = await counterexample('fix-a.flap.1x1', 'NeverSendsThroughAnother')
    const { row } = await replayFile(file, 'fix-a', { observe: 'expected' })
    expect(row).toMatchObject({ verdict: 'reproduced', action: 'Send', errno: null })
    // Fix C publishes DOWN, so its entry differs from then on.
    const other = await replayFile(file, 'fix-c', { observe: null })
    expect(other.row).toMatchObject({ verdict: 'diverged', action: 'PublishDown' })
  })

  it('ends in a send once the thread has reopened', async () => {
    const file = await witness('fix-c', 'NeverComesBack')
    const { row } = await replayFile(file, 'fix-c', { observe: 'expected' })
    expect(row).toMatchObject({ verdict: 'reproduced', errno: null, afterwards: 'forwards' })
  })
})

describe('a thread whose error a sender took', () => {
  let asleep: string
  beforeAll(async () => {
    asleep = await counterexample('fix-c.flap.1x1', 'EveryThreadForwards')
  })

  it('sleeps in its read for ever while its peer forwards, and the pair is wedged', async () => {
    const { row, replayed: result } = await replayFile(asleep, 'fix-c', { observe: 'open' })
    expect(result).toMatchObject({ verdict: 'reproduced', why: null, rounds: 3 })
    expect(result.at).toMatchObject({ [tx]: 'AskForError' })
    expect(row).toMatchObject({ action: 'Send', performer: rx, errno: null, afterwards: 'wedged' })
  })

  it('is refused at a step that wakes it, and the reason says that it sleeps', async () => {
    const file = altered(asleep, join(folder, 'awake.itf.json'), (itf) => {
      itf.loop = undefined
      const awake = structuredClone(stateAt(itf, itf.states.length - 1))
      awake.pc[tx] = 'PublishDown'
      awake['#meta'] = { index: 0, performer: tx, action: 'AskForError' }
      itf.states.push(awake)
      renumber(itf)
    })
    const result = await replayFile(file, 'fix-c')
    expect(verdictOf(result)).toMatchObject({
      ...{ verdict: 'refused', step: 40, action: 'AskForError', performer: tx },
      ...{ wanted: 'PublishDown', stood: 'AskForError' },
    })
    expect(result.row.why).toBe(`${tx} sleeps in its read of the error`)
    expect(result.row.seconds).toBeLessThan(8)
  })
})

describe('the step of a link', () => {
  let flap: string
  beforeAll(async () => {
    flap = await witness('fix-c', 'NeverComesBack')
  })
  const flapping = (alter: (itf: ItfFile) => void) =>
    altered(flap, join(folder, 'flap.itf.json'), alter)
  const indexOf = (itf: ItfFile, action: string) =>
    itf.states.findIndex((state) => state['#meta'].action === action)

  it('is rejected by the reader if deleted, because two performers would act in one step', () => {
    const file = flapping((itf) => {
      itf.states.splice(indexOf(itf, 'LinkDown'), 1)
      renumber(itf)
    })
    expect(() => readTrace(file, readMapping(mappingFile))).toThrow(
      /expected one performer to act, got .*tx0: up to down/,
    )
  })

  it('is refused if it comes too late, at the step that needs the link', async () => {
    // OpenSocket precedes LinkUp here, and fails because the interface is still down.
    const result = await replayFile(
      flapping((itf) => {
        const at = indexOf(itf, 'LinkUp')
        const [up, open] = [stateAt(itf, at), stateAt(itf, at + 1)]
        const { link } = stateAt(itf, at - 1)
        const early = { ...open, link }
        itf.states.splice(at, 2, early, { ...open, '#meta': up['#meta'] })
        renumber(itf)
      }),
      'fix-c',
    )
    expect(verdictOf(result)).toMatchObject({
      ...{ verdict: 'refused', step: 32, action: 'OpenSocket', performer: tx },
      ...{ wanted: 'Bind', stood: 'Reopen' },
    })
  })

  it.each([
    // Only the socket that is bound there gets the error.
    { name: 'pollerr', index: 26, thread: tx, value: false },
    { name: 'pollerr', index: 26, thread: rx, value: true },
    // A thread that reopens does not bump.
    { name: 'peer_update', index: 31, thread: tx, value: true },
  ])(
    'diverges if its effect is altered: $name of $thread',
    async ({ name, index, thread, value }) => {
      const { row, replayed: result } = await replayFile(
        flapping((itf) => {
          const state = stateAt(itf, index)
          state[name] = { ...(state[name] as object), [thread]: value }
        }),
        'fix-c',
      )
      expect(row).toMatchObject({ verdict: 'diverged', step: index })
      expect(result.differences).toMatchObject([
        { path: `${name}.${thread}`, model: value, native: !value },
      ])
    },
  )
})
