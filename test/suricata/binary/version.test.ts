import { readlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recognise, variantOfVersion } from '../../../src/suricata/binary/version.js'
import { processesWith, uniqueMark } from '../../native/leftovers.js'
import { describeEngine, engine, file, script } from './engine.js'

describe('variantOfVersion', () => {
  it.each<[string, string | null]>([
    ['7.0.0', 'v7'],
    ['7.0.10', 'v7'],
    ['8.0.0', 'v8'],
    ['8.0.0-beta1', 'v8'],
    ['8.0.5', 'v8'],
    ['8.0.6', 'revert'],
    ['8.0.8', 'revert'],
    ['8.0.10', 'revert'],
    ['8.1.0', null],
    ['9.0.0-dev', null],
    ['6.0.20', null],
    ['17.0.1', null],
    ['7.0', null],
    ['', null],
    ['eight', null],
  ])('takes %j for %s', (version, variant) => {
    expect(variantOfVersion(version)).toBe(variant)
  })
})

const unrecognised = { version: null, variant: null }

describe('recognise', () => {
  it.each<[string, string[], object]>([
    [
      'a version on stdout',
      ['echo This is Suricata version 8.0.5 RELEASE'],
      { version: '8.0.5', variant: 'v8' },
    ],
    [
      'a version on stderr',
      ['echo Suricata version 8.0.8 >&2; exit 1'],
      { version: '8.0.8', variant: 'revert' },
    ],
    [
      'a version of no variant',
      ['echo Suricata version 9.0.0-dev'],
      { version: '9.0.0-dev', variant: null },
    ],
    ['no version of another program', ['echo Bash version 5.2.15'], unrecognised],
    ['no version of a silent program', ['exit 0'], unrecognised],
    ['no version of a program that crashes', ['kill -SEGV $$'], unrecognised],
  ])('reads %s', async (_, lines, expected) => {
    expect(await recognise({ path: script(...lines) })).toEqual(expected)
  })

  it('passes -V as the only argument', async () => {
    const path = script('[ "$#" = 1 ] && [ "$1" = -V ] && echo Suricata version 7.0.10')
    expect(await recognise({ path })).toEqual({ version: '7.0.10', variant: 'v7' })
  })

  it('ends a program that hangs, with the processes that inherited its output', async () => {
    const mark = uniqueMark()
    const path = script(`sleep 600.${mark} & sleep 601.${mark}`)
    const start = performance.now()
    expect(await recognise({ path }, { deadlineMs: 500 })).toEqual(unrecognised)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(processesWith(mark)).toEqual([])
  })

  it('does not wait for the end of endless output', async () => {
    const path = script('echo Suricata version 7.0.10; exec yes')
    expect(await recognise({ path }, { deadlineMs: 5000 })).toEqual({
      version: '7.0.10',
      variant: 'v7',
    })
  })

  it('ends the program when aborted', async () => {
    const mark = uniqueMark()
    const path = script(`sleep 602.${mark}`)
    const recognised = await recognise({ path }, { signal: AbortSignal.timeout(200) })
    expect(recognised).toEqual(unrecognised)
    expect(processesWith(mark)).toEqual([])
  })

  it('runs the program in its own network namespace: a wrapper may start an engine despite -V', async () => {
    const path = script('echo Suricata version $(readlink /proc/self/ns/net)')
    const { version } = await recognise({ path })
    expect(version).toMatch(/^net:\[\d+\]$/)
    expect(version).not.toBe(readlinkSync('/proc/self/ns/net'))
  })

  it('throws for a file that cannot be executed, before anything runs', async () => {
    await expect(recognise({ path: '/no/such/engine' })).rejects.toMatchObject({ code: 'usage' })
    await expect(recognise({ path: file('', 0o644) })).rejects.toMatchObject({ code: 'usage' })
  })

  it('throws for a damaged program, and no shell runs it line by line', async () => {
    const path = file(Buffer.from('\x7fELF\necho Suricata version 7.0.10\n'))
    await expect(recognise({ path })).rejects.toMatchObject({
      ...{ code: 'program', message: expect.stringContaining('ENOEXEC') },
    })
  })

  it('throws for a script whose interpreter does not exist', async () => {
    const path = file('#!/no/such/interpreter\n')
    await expect(recognise({ path })).rejects.toMatchObject({ code: 'program' })
  })
})

describeEngine('the version of an unmodified engine', () => {
  it('is recognised', async () => {
    const { version, variant } = await recognise({ path: engine })
    expect(version).toMatch(/^\d+\.\d+\.\d+/)
    expect(variant).toBe(variantOfVersion(version ?? ''))
  })
})
