import { describe, expect, it } from 'vitest'
import { binary, type GatedForwarder } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

const startMutant = (variant: string, program: string): Promise<GatedForwarder> =>
  start({ variant, program: binary(program) })

type Step = [thread: string, gate: string]
type Way = Step | 'frame' | { link: 'tx0' | 'rx0'; is: 'up' | 'down' }

type Case = {
  mutant: string
  variant: string
  /** Each thread is brought to its gate in turn; `frame` brings one for tx0, a link goes up or down. */
  before: Way[]
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

/** What can be compared between two runs: no numbers that the kernel gives. */
async function take(forwarder: GatedForwarder, [thread, action]: Step) {
  const { turn, reached, peer, descriptor } = await forwarder.step(thread, action)
  const published = forwarder.threads.map((name) => ({
    state: peer[name]?.state,
    socket: peer[name]?.socket !== 0,
  }))
  const open = descriptor['#map'].length
  return { turn, reached, published, open, gate: forwarder.standing(thread) }
}

/** Every step on the way, so that a difference before the wrong one is seen too. */
async function walk(forwarder: GatedForwarder, before: Case['before']) {
  const seen: unknown[] = []
  for (const way of before) {
    if (way === 'frame') {
      await forwarder.frame(tx)
      continue
    }
    if ('link' in way) {
      await forwarder.link(way.link, way.is)
      continue
    }
    const [thread, gate] = way
    while (forwarder.standing(thread) !== gate) {
      seen.push(await take(forwarder, [thread, forwarder.standing(thread)]))
    }
  }
  return seen
}

describe.each(cases)('the mutant $mutant of $variant', ({ mutant, variant, before, wrong }) => {
  it(`is as the forwarder up to ${wrong[1]}, and there it differs`, async () => {
    const right = await startMutant(variant, 'forwarder')
    const mutated = await startMutant(variant, `forwarder-mutant-${mutant}`)
    expect(await walk(mutated, before)).toEqual(await walk(right, before))
    expect(await take(mutated, wrong)).not.toEqual(await take(right, wrong))
  })
})
