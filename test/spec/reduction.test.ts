import { describe, expect, it } from 'vitest'
import type { Alteration } from '../suricata/studies/altered-copy.js'
import { altered, ours, refines } from '../suricata/studies/every-size/reduced.js'

// A refinement check proves nothing unless TLC finds broken ones. Each mutant is a pair that lacks a step of
// an engine, at the smallest size and in the smallest scenario in which an engine takes it.

type Mutant = {
  title: string
  change: Omit<Alteration, 'file'>
  size: Parameters<typeof refines>[1]
  action: RegExp
}

const mutants: Mutant[] = [
  {
    title: 'whose second thread waits for the open barrier instead of its turn',
    change: {
      from: '/\\ t = "second" => open \\/ bumped["first"]',
      to: '/\\ t = "second" => open',
    },
    size: { variant: 'v8', topology: '1x1', scenarios: ['clean-start'] },
    action: /^WaitTurn of /,
  },
  {
    title: 'whose barrier no other thread opens',
    change: { from: '        \\/ OthersOpen\n', to: '' },
    size: { variant: 'v7', topology: '1x2', scenarios: ['clean-start'] },
    action: /^BumpStoreTurn of /,
  },
  {
    title: 'in which no other link goes down',
    change: { from: '        \\/ OthersFlap\n', to: '' },
    size: { variant: 'v8', topology: '2x1', scenarios: ['flap'] },
    action: /^LinkDown of /,
  },
  {
    title: 'whose second thread is never the last to bump',
    change: { from: '/\\ t = "second" /\\ bumped["first"]', to: '/\\ FALSE' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['clean-start'] },
    action: /^BumpRereadTurn of /,
  },
  {
    title: "whose sender never takes the pending error of the peer's socket",
    change: { from: '@ /\\ ~(used = "peers" /\\ reaches) ]', to: '@ ]' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^Send of /,
  },
  {
    title: 'that never gets a closed number again',
    change: { from: 'THEN { "stale", "held" } ELSE', to: 'THEN { "stale" } ELSE' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^OpenSocket of /,
  },
  {
    title: 'that never reads its error',
    change: { from: '\\/ AskForError(t) ', to: '' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^AskForError of /,
  },
  {
    title: 'that always waits for its error',
    change: { from: 'pollerr[t] \\/ Variant.askWithoutWaiting', to: 'pollerr[t]' },
    size: { variant: 'fix-d', topology: '1x1', scenarios: ['flap'] },
    action: /^AskForError of /,
  },
  {
    title: 'whose link goes down only when its thread is up',
    change: {
      from: "/\\ flaps > 0\n    /\\ link'",
      to: '/\\ ptv[t].afp_state = "UP"\n    /\\ link\'',
    },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^LinkDown of /,
  },
  {
    title: 'that gets its error in a ring set-up, too',
    change: { from: 'IsBound(t) /\\ ~Misses(t)', to: 'IsBound(t)' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap-in-ring'] },
    action: /^LinkDown of /,
  },
  {
    title: 'that binds to a link that is down without an error',
    change: { from: '![t] = link[t] = "down" ]', to: '![t] = FALSE ]' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^Bind of /,
  },
  {
    title: 'that does not look at its link again in its turn',
    change: { from: 'IF Variant.ringFirst /\\ link[t] = "down"', to: 'IF FALSE' },
    size: { variant: 'fix-d', topology: '1x1', scenarios: ['flap'] },
    action: /^Bind of /,
  },
]

describe('a model of two threads', () => {
  it.each([
    ['v8', ['clean-start', 'failed-open', 'flap']],
    ['fix-c', ['flap']],
    ['fix-d', ['clean-start', 'failed-open', 'flap']],
    ['v8', ['flap-in-ring']],
  ])('of %s implements the pair in %s', async (variant, scenarios) => {
    const size = { variant, topology: '1x1', scenarios }
    expect(await refines(ours, size)).toMatchObject({ verdict: 'holds' })
  })
})

describe('a model of four threads', () => {
  it.each(['1x2', '2x1'])('implements each of its pairs at %s', async (topology) => {
    const size = { variant: 'v7', topology, scenarios: ['clean-start'] }
    expect(await refines(ours, size)).toMatchObject({ verdict: 'holds', states: 3758 })
  })
})

describe.each(mutants)('a pair $title', ({ change, size, action }) => {
  it('is not implemented, and TLC finds the step that it lacks', async () => {
    const row = await refines(altered({ file: 'Pair.tla', ...change }), size)
    expect(row).toMatchObject({ verdict: 'violated', why: expect.stringMatching(action) })
  })
})

describe('a refinement mapping that loses the state of a send', () => {
  it('is found, because a property of the model is not the one of its pairs', async () => {
    const mutant = altered({
      file: 'MCReduction.tla',
      from: 'state     |-> s.state,',
      to: 'state     |-> "UP",',
    })
    const size = { variant: 'v8', topology: '1x1', scenarios: ['clean-start'] }
    expect((await refines(mutant, size)).verdict).toBe('violated')
  })
})
