import { describe, expect, it } from 'vitest'
import { binary, type GatedForwarder } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

const startMutant = (variant: string, program: string): Promise<GatedForwarder> =>
  start({ variant, program: binary(program) })

type Step = [thread: string, gate: string]
type Move = Step | 'frame' | { link: 'tx0' | 'rx0'; is: 'up' | 'down' }

type Case = {
  mutant: string
  variant: string
  /** Brings threads to gates, sends a frame for tx0 (`frame`), and sets links. */
  before: Move[]
  wrong: Step
}

/** tx0 is at Receive, and rx0 has bumped but is not up. */
const race: Step[] = [
  [tx, 'BeginRing'],
  [rx, 'BeginRing'],
  [tx, 'Receive'],
]

/** Both threads forward. */
const forwarding: Step[] = [...race, [rx, 'Receive']]

const cases: Case[] = [
  {
    mutant: 'down-not-published',
    variant: 'fix-c',
    before: [...forwarding, { link: 'tx0', is: 'down' }, [tx, 'PublishDown']],
    wrong: [tx, 'PublishDown'],
  },
  {
    mutant: 'lock-skipped',
    variant: 'fix-c',
    before: [
      ...forwarding,
      'frame',
      [tx, 'LoadIfIndex'],
      { link: 'rx0', is: 'down' },
      [rx, 'PublishDown'],
    ],
    wrong: [rx, 'PublishDown'],
  },
  {
    mutant: 'stale-kept',
    variant: 'v8',
    before: [...forwarding, { link: 'tx0', is: 'down' }, [tx, 'Reopen']],
    wrong: [tx, 'Reopen'],
  },
  ...['v7', 'fix-c'].map(
    (variant): Case => ({
      mutant: 'failure-unbumped',
      variant,
      before: [{ link: 'tx0', is: 'down' }, [tx, 'BumpAddReached']],
      wrong: [tx, 'BumpAddReached'],
    }),
  ),
  {
    mutant: 'reopen-bumps',
    variant: 'v7',
    before: [{ link: 'tx0', is: 'down' }, [tx, 'Reopen'], { link: 'tx0', is: 'up' }, [tx, 'Bind']],
    wrong: [tx, 'Bind'],
  },
  {
    mutant: 'guard-removed',
    variant: 'fix-a',
    before: [...race, 'frame', [tx, 'Guard']],
    wrong: [tx, 'Guard'],
  },
  {
    mutant: 'publication-swapped',
    variant: 'v8',
    before: [[tx, 'PublishSocket']],
    wrong: [tx, 'PublishSocket'],
  },
  { mutant: 'bump-moved', variant: 'v7', before: [[tx, 'Bind']], wrong: [tx, 'Bind'] },
  { mutant: 'bump-moved', variant: 'fix-b', before: [[tx, 'Bind']], wrong: [tx, 'Bind'] },
  {
    mutant: 'reached-kept',
    variant: 'v8',
    before: [
      [tx, 'BeginRing'],
      [rx, 'BumpStoreReached'],
    ],
    wrong: [rx, 'BumpStoreReached'],
  },
  {
    mutant: 'load-skipped',
    variant: 'v8',
    before: [...race, 'frame', [tx, 'Guard']],
    wrong: [tx, 'Guard'],
  },
]

/** Takes a step; returns what two runs have in common, which excludes the kernel's numbers. */
async function take(forwarder: GatedForwarder, [thread, action]: Step) {
  const { turn, reached, peer, descriptor } = await forwarder.step(thread, action)
  const published = forwarder.threads.map((name) => ({
    state: peer[name]?.state,
    socket: peer[name]?.socket !== 0,
  }))
  const open = descriptor['#map'].length
  return { turn, reached, published, open, gate: forwarder.standing(thread) }
}

/** Returns the results of all steps, so that the test also finds a difference before the wrong step. */
async function walk(forwarder: GatedForwarder, before: Case['before']) {
  const results: unknown[] = []
  for (const move of before) {
    if (move === 'frame') {
      await forwarder.frame(tx)
      continue
    }
    if ('link' in move) {
      await forwarder.link(move.link, move.is)
      continue
    }
    const [thread, gate] = move
    while (forwarder.standing(thread) !== gate) {
      results.push(await take(forwarder, [thread, forwarder.standing(thread)]))
    }
  }
  return results
}

describe.each(cases)('the mutant $mutant of $variant', ({ mutant, variant, before, wrong }) => {
  it(`equals the forwarder up to ${wrong[1]}, and differs there`, async () => {
    const right = await startMutant(variant, 'forwarder')
    const mutated = await startMutant(variant, `forwarder-mutant-${mutant}`)
    expect(await walk(mutated, before)).toEqual(await walk(right, before))
    expect(await take(mutated, wrong)).not.toEqual(await take(right, wrong))
  })
})
