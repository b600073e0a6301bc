import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/core/package-root.js'
import { writeTrace } from '../../src/core/trace-file.js'
import { nativeFolder } from '../../src/process/supervise.js'
import { traceOfSet } from '../../src/suricata/studies/fix-sets/counterexample.js'
import { findJar } from '../../src/tlc/jar.js'
import { setNamed, specification } from '../suricata/studies/fix-sets/own-sets.js'
import { replayFile, rx, tx, verdictOf } from './replaying.js'
import { altered, counterexample, renumber, stateAt } from './traces.js'

// A right trace, and forwarders with one bug each (native/forwarder/mutant.h): the replay finds each of
// them at the step where the bug is. What the right forwarder does with the same trace stands beside it.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-mutants-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Case = {
  mutant: string
  /** The bug, in words. */
  bug: string
  trace: [model: string, property: string] | (() => Promise<string>)
  variant: string
  right: object
  wrong: object
}

const race: [string, string] = ['v8.clean-start.1x1', 'SendImpliesPeerUp']
const reopening: Case['trace'] = ['v7.failed-open.1x1', 'SendImpliesPeerUp']

/** What Fix C would have without its lock: a thread publishes DOWN while its peer is about to send to it. */
async function unlocked(): Promise<string> {
  const set = setNamed('bump-on-failure+guard+publish-down')
  const asked = { set, scenario: 'flap', property: 'SendImpliesPeerUp' } as const
  const trace = await traceOfSet(specification, asked, { jar: await findJar() })
  const file = join(folder, 'unlocked.itf.json')
  writeTrace(file, trace)
  return file
}

const cases: Case[] = [
  {
    mutant: 'guard-removed',
    bug: 'fix-a does not look at the state of a peer that is DOWN, and so it has the race of v8',
    trace: race,
    variant: 'fix-a',
    right: {
      verdict: 'refused',
      step: 21,
      action: 'Guard',
      wanted: 'LoadIfIndex',
      stood: 'Receive',
    },
    wrong: { verdict: 'reproduced', step: 24, action: 'Send', errno: 'ENOTSOCK' },
  },
  {
    mutant: 'publication-swapped',
    bug: 'the store that should be the socket is the state',
    trace: race,
    variant: 'v8',
    right: { verdict: 'reproduced' },
    wrong: {
      verdict: 'diverged',
      step: 17,
      action: 'PublishSocket',
      performer: rx,
      paths: [`peer.${rx}.socket`, `peer.${rx}.state`],
    },
  },
  // The gates are those of the variant that it claims to be: only the shared state tells.
  ...['v7', 'fix-b'].map((variant) => ({
    mutant: 'bump-moved',
    bug: `${variant} counts itself right after bind()`,
    trace: [`${variant}.clean-start.1x1`, 'NeverSends'] as Case['trace'],
    variant,
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'diverged', step: 3, action: 'Bind', performer: tx, paths: ['reached'] },
  })),
  {
    mutant: 'reached-kept',
    bug: 'who opens the barrier does not store 0 in reached',
    trace: race,
    variant: 'v8',
    right: { verdict: 'reproduced' },
    wrong: {
      verdict: 'diverged',
      step: 12,
      action: 'BumpStoreReached',
      performer: rx,
      paths: ['reached'],
    },
  },
  {
    mutant: 'load-skipped',
    bug: 'the interface index is never loaded: the gate after the guard is the next load',
    trace: race,
    variant: 'v8',
    right: { verdict: 'reproduced' },
    wrong: {
      verdict: 'refused',
      step: 21,
      action: 'Guard',
      performer: rx,
      wanted: 'LoadIfIndex',
      stood: 'LoadSocket',
    },
  },
  {
    mutant: 'down-not-published',
    bug: 'who goes down passes the gate and stores nothing',
    trace: ['fix-c.flap.1x1', 'NeverRecovers'],
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: {
      ...{ verdict: 'diverged', step: 28, action: 'PublishDown', performer: tx },
      paths: [`peer.${tx}.state`],
    },
  },
  {
    mutant: 'down-early',
    bug: 'who goes down stores DOWN before it takes the lock, between two gates',
    trace: ['fix-c.flap.1x1', 'NeverRecovers'],
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'crashed', action: 'PublishDown' },
  },
  {
    mutant: 'down-late',
    bug: 'who goes down stores DOWN when it has given the lock back, between two gates',
    trace: ['fix-c.flap.1x1', 'NeverRecovers'],
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'crashed' },
  },
  {
    mutant: 'lock-skipped',
    bug: 'who goes down does not wait for the sender that has passed its guard',
    trace: unlocked,
    variant: 'fix-c',
    right: {
      ...{ verdict: 'refused', action: 'PublishDown', performer: rx },
      ...{ wanted: 'SwitchDown', stood: 'PublishDown' },
    },
    // It does as it would without the lock, up to the send to a peer that says it is down.
    wrong: { verdict: 'reproduced', action: 'Send', performer: tx, errno: 'ENETDOWN' },
  },
  ...(
    [
      ['v7.flap.1x1', 'SendUsesPeersSocket', 17],
      ['fix-c.flap.1x1', 'NeverRecovers', 30],
    ] as const
  ).map(
    ([model, property, step]): Case => ({
      mutant: 'stale-kept',
      bug: 'who reopens leaves its old socket open',
      trace: [model, property],
      variant: model.split('.')[0] ?? '',
      right: { verdict: 'reproduced' },
      wrong: {
        ...{ verdict: 'diverged', step, action: 'Reopen', performer: tx },
        paths: [expect.stringMatching(/^descriptor\.\d+$/)],
      },
    }),
  ),
  ...(
    [
      ['v7.failed-open.1x1', 'SendImpliesPeerUp'],
      ['fix-c.failed-open.1x1', 'NeverRecovers'],
    ] as const
  ).map(
    ([model, property]): Case => ({
      mutant: 'failure-unbumped',
      bug: 'who failed to open passes the gates of the bump and counts nothing',
      trace: [model, property],
      variant: model.split('.')[0] ?? '',
      right: { verdict: 'reproduced' },
      wrong: {
        ...{ verdict: 'diverged', step: 4, action: 'BumpAddReached', performer: tx },
        paths: ['reached'],
      },
    }),
  ),
  {
    mutant: 'reopen-bumps',
    bug: 'who reopens counts itself once more, and the barrier opens too early',
    trace: reopening,
    variant: 'v7',
    right: { verdict: 'reproduced', errno: 'ENOTSOCK' },
    wrong: {
      ...{ verdict: 'diverged', step: 9, action: 'Bind', performer: tx },
      paths: ['reached', 'turn'],
    },
  },
]

const mutant = (name: string) => join(nativeFolder, `forwarder-mutant-${name}`)

async function outcome(file: string, variant: string, program?: string) {
  const result = await replayFile(file, variant, program === undefined ? {} : { program })
  const paths = result.replayed.differences.map(({ path }) => path).sort()
  return { ...verdictOf(result), errno: result.row.errno, paths }
}

describe.each(cases)(
  'the mutant $mutant',
  ({ mutant: name, bug, trace, variant, right, wrong }) => {
    it(`is caught on ${variant}: ${bug}`, async () => {
      const file = typeof trace === 'function' ? await trace() : await counterexample(...trace)
      expect(await outcome(file, variant)).toMatchObject(right)
      expect(await outcome(file, variant, mutant(name))).toMatchObject(wrong)
    })
  },
)

describe('the mutant warning-unlimited', () => {
  let twice: string
  beforeAll(async () => {
    twice = altered(await counterexample(...race), join(folder, 'twice.itf.json'), (itf) => {
      // After its failed send rx0 waits for a frame again: the same five steps follow once more.
      const loop = itf.states.slice(-5)
      expect(loop.map((state) => state['#meta'].action)).toEqual([
        ...['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send'],
      ])
      expect(stateAt(itf, 24).pc).toEqual(stateAt(itf, 19).pc)
      itf.states.push(...structuredClone(loop))
      renumber(itf)
    })
  })

  const warnings = (text: string) => text.split('\n').filter((line) => line.includes('Warning'))

  // The log is no part of the shared state: the replay itself cannot see the limit.
  it('is caught by its log: two failed sends are two lines, and one in the forwarder', async () => {
    const [right, wrong] = [
      await replayFile(twice, 'v8'),
      await replayFile(twice, 'v8', { program: mutant('warning-unlimited') }),
    ]
    for (const { row } of [right, wrong]) {
      expect(row).toMatchObject({ verdict: 'reproduced', step: 29, errno: 'ENOTSOCK' })
    }
    const line = `[${rx}] Warning: af-packet: tx0: sending packet failed on socket 0: Socket operation on non-socket`
    expect(warnings(right.output)).toEqual([line])
    expect(warnings(wrong.output)).toEqual([line, line])
  })
})

it('no mutant that is built is left out here', () => {
  const makefile = readFileSync(join(packageRoot, 'native/Makefile'), 'utf8')
  const built = [...makefile.matchAll(/\(call mutant,([\w-]+),MUTANT_/g)].map(([, name]) => name)
  const caught = new Set([...cases.map((one) => one.mutant), 'warning-unlimited'])
  expect([...caught].sort()).toEqual(built.sort())
})
