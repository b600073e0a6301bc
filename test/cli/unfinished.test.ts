import { describe, expect, it } from 'vitest'
import { unfinished } from '../../src/cli/unfinished.js'

type Done = Parameters<typeof unfinished>[0]
type Asked = Parameters<typeof unfinished>[1]

const model = (name: string, verdict: string) => ({ model: name, verdict })
const replay = (trace: string, verdict: string) => ({ trace, verdict })

/** A run of two models, with replays and one study. */
const requested = {
  models: [{ name: 'v8.one' }, { name: 'v8.two' }],
  studies: [
    { name: 'lattice', title: 'Asking', subject: 'which changes are enough' },
    { name: 'claims', title: 'Judging', subject: "the report's claims" },
    { name: 'binaries', title: null, subject: 'binaries' },
  ],
  studySkipped: ({ name }: { name: string }) => (name === 'claims' ? 'not asked' : null),
  isMade: ({ name }: { name: string }) => name === 'lattice',
  replaySkipped: () => null,
  writeSkipped: () => null,
  writeSummary: () => 'failed',
} as unknown as Asked

const done = {
  models: [model('v8.one', 'holds'), model('v8.two', 'violated')],
  replays: [replay('v8.one.P', 'reproduced'), replay('v8.one.drawn-001', 'reproduced')],
} as unknown as Done

describe('unfinished', () => {
  it('names nothing if everything ran', () => {
    expect(unfinished(done, { ...requested, writeSummary: () => 'written' })).toEqual([])
  })

  it('names everything if the run ended at once', () => {
    expect(unfinished({ models: [], replays: [] }, { ...requested, isMade: () => false })).toEqual([
      '2 models (v8.one, v8.two)',
      'which changes are enough',
      'the replays of counterexamples',
      'the replays of drawn behaviours',
      'the documents',
    ])
  })

  it('counts what is missing of each part', () => {
    const models = [...done.models.slice(0, 1), model('v8.two', 'not-run')]
    const replays = [...done.replays, replay('v8.one.drawn-002', 'not-run')]
    const begun = { models, replays } as unknown as Done
    expect(unfinished(begun, { ...requested, isMade: () => false })).toEqual([
      '1 model (v8.two)',
      'which changes are enough',
      '1 of 2 replays of drawn behaviours',
      'the documents',
    ])
  })

  it('leaves out skipped parts', () => {
    const skipped = { ...requested, replaySkipped: () => 'no', writeSkipped: () => 'no' }
    expect(unfinished({ ...done, replays: [] }, skipped)).toEqual([])
  })
})
