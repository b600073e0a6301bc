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
import { witness } from './witness.js'

// Correct traces, and forwarders with one bug each (native/forwarder/mutant.h). The replay finds each bug at
// its step. `right` has the outcome of the correct forwarder with the same trace.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-mutants-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Case = {
  mutant: string
  bug: string
  trace: [model: string, property: string] | (() => Promise<string>)
  variant: string
  right: object
  wrong: object
}

const race: [string, string] = ['v8.clean-start.1x1', 'SendImpliesPeerUp']
const reopening: Case['trace'] = ['v7.failed-open.1x1', 'SendImpliesPeerUp']

/** A trace of Fix C without its lock: a thread publishes DOWN while its peer is about to send to it. */
async function unlocked(): Promise<string> {
  const set = setNamed('bump-on-failure+guard+publish-down')
  const question = { set, scenario: 'flap', property: 'SendImpliesPeerUp' } as const
  const trace = await traceOfSet(specification, question, { jar: await findJar() })
  const file = join(folder, 'unlocked.itf.json')
  writeTrace(file, trace)
  return file
}

const cases: Case[] = [
  {
    mutant: 'guard-removed',
    bug: 'fix-a ignores that a peer is DOWN, and so has the race of 8.0.0-8.0.5',
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
    bug: 'the store of the socket stores the state',
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
  // The gates are those of the claimed variant, so only the shared state differs.
  ...['v7', 'fix-b'].map((variant) => ({
    mutant: 'bump-moved',
    bug: `a thread of ${variant} counts itself right after bind()`,
    trace: [`${variant}.clean-start.1x1`, 'NeverSends'] as Case['trace'],
    variant,
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'diverged', step: 3, action: 'Bind', performer: tx, paths: ['reached'] },
  })),
  {
    mutant: 'reached-kept',
    bug: 'the thread that opens the barrier does not store 0 in reached',
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
    bug: 'the sender skips the load of the interface index, so the next load follows the guard',
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
    bug: 'a thread that goes down passes the gate and stores nothing',
    trace: () => witness('fix-c', 'NeverComesBack'),
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: {
      ...{ verdict: 'diverged', step: 29, action: 'PublishDown', performer: tx },
      paths: [`peer.${tx}.state`],
    },
  },
  {
    mutant: 'down-early',
    bug: 'a thread that goes down stores DOWN before it takes the lock, between two gates',
    trace: () => witness('fix-c', 'NeverComesBack'),
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'crashed', action: 'PublishDown' },
  },
  {
    mutant: 'down-late',
    bug: 'a thread that goes down stores DOWN after it releases the lock, between two gates',
    trace: () => witness('fix-c', 'NeverComesBack'),
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: { verdict: 'crashed' },
  },
  {
    mutant: 'lock-skipped',
    bug: 'a thread that goes down does not wait for a sender past its guard',
    trace: unlocked,
    variant: 'fix-c',
    right: {
      ...{ verdict: 'refused', action: 'PublishDown', performer: rx },
      ...{ wanted: 'SwitchDown', stood: 'PublishDown' },
    },
    // It behaves as without the lock, up to the send to a peer that is DOWN.
    wrong: { verdict: 'reproduced', action: 'Send', performer: tx, errno: 'ENETDOWN' },
  },
  ...(
    [
      ['v7', 25],
      ['fix-c', 31],
    ] as const
  ).map(
    ([variant, step]): Case => ({
      mutant: 'stale-kept',
      bug: 'a thread that reopens leaves its old socket open',
      trace: () => witness(variant, 'NeverComesBack'),
      variant,
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
      bug: 'a thread that failed to open passes the gates of the bump and counts nothing',
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
    bug: 'a thread that reopens counts itself again, and the barrier opens too early',
    trace: reopening,
    variant: 'v7',
    right: { verdict: 'reproduced', errno: 'ENOTSOCK' },
    wrong: {
      ...{ verdict: 'diverged', step: 9, action: 'Bind', performer: tx },
      paths: ['reached', 'turn'],
    },
  },
  {
    mutant: 'ask-unwaiting',
    bug: 'a thread whose error a sender took does not sleep in its read, but goes on',
    trace: ['fix-c.flap.1x1', 'EveryThreadForwards'],
    variant: 'fix-c',
    right: { verdict: 'reproduced' },
    wrong: {
      ...{ verdict: 'refused', step: 40, action: 'AskForError', performer: tx },
      ...{ wanted: 'AskForError', stood: 'Receive' },
    },
  },
  {
    mutant: 'ring-bound',
    bug: 'a thread sets up its ring before its turn, but on a bound socket, which gets the error of its link',
    trace: () => witness('fix-d', 'NeverDownUnbound'),
    variant: 'fix-d',
    right: { verdict: 'reproduced' },
    wrong: {
      ...{ verdict: 'diverged', step: 4, action: 'LinkDown', performer: 'tx0' },
      paths: [`pollerr.${tx}`],
    },
  },
  {
    mutant: 'fatal-unbumped',
    bug: 'a thread that failed fatally passes the gates of the bump and counts nothing',
    trace: ['fix-d.fatal-open.1x1', 'StartedImpliesPublished'],
    variant: 'fix-d',
    right: { verdict: 'reproduced' },
    wrong: {
      ...{ verdict: 'diverged', step: 16, action: 'BumpAddReached', performer: rx },
      paths: ['reached'],
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
      // After its failed send rx0 waits for a frame again, so the same five steps can follow.
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

  // The log is not part of the shared state, so the replay cannot detect the limit.
  it('is caught by its log: two failed sends give two lines, but one in the forwarder', async () => {
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

it('every mutant in the Makefile has a case', () => {
  const makefile = readFileSync(join(packageRoot, 'native/Makefile'), 'utf8')
  const built = [...makefile.matchAll(/\(call mutant,([\w-]+),MUTANT_/g)].map(([, name]) => name)
  const caught = new Set([...cases.map((one) => one.mutant), 'warning-unlimited'])
  expect([...caught].sort()).toEqual(built.sort())
})
