import { describe, expect, it } from 'vitest'
import { type Change, changed, ours, refines } from '../suricata/studies/every-size/reduced.js'

// A refinement that TLC could not find broken would say nothing: each mutant is a pair that lacks
// something which an engine does, and the size and scenario are the smallest in which it does it.

type Mutant = {
  title: string
  change: Omit<Change, 'module'>
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
    title: 'that opens the barrier itself or never',
    change: { from: '        \\/ OthersOpen\n', to: '' },
    size: { variant: 'v7', topology: '1x2', scenarios: ['clean-start'] },
    action: /^BumpStoreTurn of /,
  },
  {
    title: 'among whose others no link goes down',
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
    title: "whose sender never takes an error that is pending on the peer's socket",
    change: { from: '@ /\\ ~(used = "peers" /\\ reaches) ]', to: '@ ]' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^Send of /,
  },
  {
    title: 'that never gets an old number again',
    change: { from: 'THEN { "stale", "held" } ELSE', to: 'THEN { "stale" } ELSE' },
    size: { variant: 'v8', topology: '1x1', scenarios: ['flap'] },
    action: /^OpenSocket of /,
  },
]

describe('a model of two threads', () => {
  it.each(['v8', 'fix-c'])('of %s implements the pair', async (variant) => {
    const size = { variant, topology: '1x1', scenarios: ['clean-start', 'failed-open', 'flap'] }
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
  it('is not implemented: the step is found that it lacks', async () => {
    const row = await changed({ module: 'Pair.tla', ...change }, (mutant) => refines(mutant, size))
    expect(row).toMatchObject({ verdict: 'violated', why: expect.stringMatching(action) })
  })
})

describe('a map that loses what a property speaks of', () => {
  it('is found: the property of the model is not that of its pairs', async () => {
    const change = {
      module: 'MCReduction.tla',
      from: 'state     |-> s.state,',
      to: 'state     |-> "UP",',
    }
    const size = { variant: 'v8', topology: '1x1', scenarios: ['clean-start'] }
    const row = await changed(change, (mutant) => refines(mutant, size))
    expect(row.verdict).toBe('violated')
  })
})
