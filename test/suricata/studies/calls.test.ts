import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasFeatures } from '../../../src/core/features.js'
import { featuresOf, readSpecification } from '../../../src/core/manifest.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { nativeFolder } from '../../../src/process/supervise.js'
import {
  type CallsTable,
  type ProgramKind,
  readCalls,
} from '../../../src/suricata/studies/calls/calls-file.js'
import { compareCalls } from '../../../src/suricata/studies/calls/compare.js'
import { callsDocuments } from '../../../src/suricata/studies/calls/document.js'
import {
  engineSubject,
  forwarderSubject,
  type RecordedCall,
  recordCalls,
} from '../../../src/suricata/studies/calls/record.js'
import { callsText } from '../../../src/suricata/studies/calls/text.js'
import { describeEngine, engine, folder } from '../binary/engine.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const { mapping, manifest } = specification
const table = readCalls(specification.folder, mapping)
const features = featuresOf(manifest, 'v7')

/** The calls of a program that makes exactly those of the table. */
const callsOf = (kind: ProgramKind): RecordedCall[] =>
  table.calls.flatMap(({ call, flags, phases, only, if: condition }) =>
    (only === undefined || only === kind) && hasFeatures(features, condition)
      ? phases.map((phase) => ({ call, flags, phase, count: 2 }))
      : [],
  )

const without = (call: string, flags: string): CallsTable => ({
  ...table,
  calls: table.calls.filter((one) => one.call !== call || one.flags !== flags),
})

const deviationsOf = (calls: RecordedCall[], kind: ProgramKind, from = table) =>
  compareCalls(calls, from, kind, features).deviations

describe('the table of calls', () => {
  it.each(['engine', 'forwarder'] as const)('accounts for the calls of the %s', (kind) => {
    expect(deviationsOf(callsOf(kind), kind)).toEqual([])
  })

  it('gives its document', () => {
    const [document] = callsDocuments(specification)
    const committed = readFileSync(join(packageRoot, 'docs/reference/calls.md'), 'utf8')
    expect(document?.text).toBe(committed)
  })

  it('without an entry names the call that is new', () => {
    const mutant = without('setsockopt', 'PACKET_RESERVE')
    const deviations = deviationsOf(callsOf('engine'), 'engine', mutant)
    expect(deviations).toHaveLength(2)
    expect(deviations[0]).toMatch(
      /^new: setsockopt\(PACKET_RESERVE\) in ring, 2 times; the table has /,
    )
    expect(deviations[1]).toMatch(/^new: setsockopt\(PACKET_RESERVE\) in reopen, 2 times; /)
  })

  it('tells what another recv() was, and what it stands for', () => {
    const calls = callsOf('engine').map((one) =>
      one.call === 'recv' ? { ...one, flags: 'MSG_PEEK|MSG_DONTWAIT' } : one,
    )
    expect(deviationsOf(calls, 'engine')).toEqual([
      'new: recv(MSG_PEEK|MSG_DONTWAIT) in loop, 2 times; the table has recv(MSG_PEEK) there',
      'missing: recv(MSG_PEEK) in loop, which stands for AskForError',
    ])
  })

  it('misses a recv() that never comes', () => {
    const calls = callsOf('engine').filter(({ call }) => call !== 'recv')
    expect(deviationsOf(calls, 'engine')).toEqual([
      'missing: recv(MSG_PEEK) in loop, which stands for AskForError',
    ])
  })

  it('names the phase of a known call that comes elsewhere', () => {
    const late = { call: 'bind', flags: '', phase: 'loop', count: 1 }
    expect(deviationsOf([...callsOf('engine'), late], 'engine')).toEqual([
      'new: bind() in loop, 1 times; the table has it in opening, reopen',
    ])
  })

  it('does not let one program make the calls of the other', () => {
    const call = { call: 'if_nametoindex', flags: '', phase: 'opening', count: 8 }
    const [deviation] = deviationsOf([...callsOf('engine'), call], 'engine')
    expect(deviation).toMatch(
      /^new: if_nametoindex\(\) in opening, 8 times; the table has it without, /,
    )
  })

  it('must list each call once, with actions that threads take', () => {
    const read = (change: (one: CallsTable) => CallsTable) => () => {
      const changed = folder()
      writeFileSync(join(changed, 'calls.json'), JSON.stringify(change(table)))
      return readCalls(changed, mapping)
    }
    expect(read((one) => ({ ...one, calls: [...one.calls, ...one.calls.slice(0, 1)] }))).toThrow(
      'expected each call once, got twice: socket AF_PACKET, SOCK_RAW, ETH_P_ALL in opening',
    )
    expect(read((one) => ({ ...one, unrecorded: { ...one.unrecorded, LinkUp: 'no' } }))).toThrow(
      'expected actions that threads take, got LinkUp',
    )
    expect(read((one) => ({ ...one, unrecorded: {} }))).toThrow(
      'expected a call, or a reason under "unrecorded", for Ended, which the mapping anchors at',
    )
  })
})

describe('the calls of the forwarder', () => {
  it('are all accounted for', async () => {
    const comparison = compareCalls(
      await recordCalls(forwarderSubject(features)),
      table,
      'forwarder',
      features,
    )
    expect(comparison.deviations).toEqual([])
    expect(callsText('the forwarder', comparison)).toMatch(
      /the forwarder: every call is accounted for, \d+ in all\n$/,
    )
  })

  it('of Fix D are all accounted for: a socket without a protocol, and an error asked for without waiting', async () => {
    const fixD = featuresOf(manifest, 'fix-d')
    const calls = await recordCalls(forwarderSubject(fixD))
    expect(compareCalls(calls, table, 'forwarder', fixD).deviations).toEqual([])
    expect(compareCalls(calls, table, 'forwarder', features).deviations.length).toBeGreaterThan(3)
  })

  it('show a mutant that asks for its error without waiting', async () => {
    const mutant = join(nativeFolder, 'forwarder-mutant-ask-unwaiting')
    const calls = await recordCalls(forwarderSubject(features, mutant))
    const { deviations } = compareCalls(calls, table, 'forwarder', features)
    expect(deviations).toEqual([
      expect.stringMatching(/^new: recv\(MSG_PEEK\|MSG_DONTWAIT\) in loop, \d+ times; /),
      'missing: recv(MSG_PEEK) in loop, which stands for AskForError',
    ])
  })

  it('are none where the library is not loaded', async () => {
    const subject = { ...forwarderSubject(features), env: {} }
    await expect(recordCalls(subject)).rejects.toThrow(
      'expected calls of the capture threads of the forwarder, got none: no thread but the main one opened a packet socket through the C library',
    )
  })
})

describeEngine('the calls of an unmodified engine', () => {
  it('are all accounted for', async () => {
    const { deviations } = compareCalls(
      await recordCalls(engineSubject({ path: engine })),
      table,
      'engine',
      features,
    )
    expect(deviations).toEqual([])
  })
})
