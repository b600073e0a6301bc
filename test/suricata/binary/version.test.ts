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

const nobody = { version: null, variant: null }

describe('recognise', () => {
  it.each<[string, string[], object]>([
    [
      'on stdout',
      ['echo This is Suricata version 8.0.5 RELEASE'],
      { version: '8.0.5', variant: 'v8' },
    ],
    [
      'on stderr',
      ['echo Suricata version 8.0.8 >&2; exit 1'],
      { version: '8.0.8', variant: 'revert' },
    ],
    ['unknown', ['echo Suricata version 9.0.0-dev'], { version: '9.0.0-dev', variant: null }],
    ['of something else', ['echo Bash version 5.2.15'], nobody],
    ['that is none', ['exit 0'], nobody],
    ['of one that dies', ['kill -SEGV $$'], nobody],
  ])('reads a version %s', async (_, lines, expected) => {
    expect(await recognise({ path: script(...lines) })).toEqual(expected)
  })

  it('asks for the version, and nothing else', async () => {
    const path = script('[ "$#" = 1 ] && [ "$1" = -V ] && echo Suricata version 7.0.10')
    expect(await recognise({ path })).toEqual({ version: '7.0.10', variant: 'v7' })
  })

  it('gives up a program that hangs, and what that started and left its output to', async () => {
    const mark = uniqueMark()
    const path = script(`sleep 600.${mark} & sleep 601.${mark}`)
    const start = performance.now()
    expect(await recognise({ path }, { deadlineMs: 500 })).toEqual(nobody)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(processesWith(mark)).toEqual([])
  })

  it('does not wait for one that answered and goes on to write', async () => {
    const path = script('echo Suricata version 7.0.10; exec yes')
    expect(await recognise({ path }, { deadlineMs: 5000 })).toEqual({
      version: '7.0.10',
      variant: 'v7',
    })
  })

  it('ends it when it is aborted', async () => {
    const mark = uniqueMark()
    const path = script(`sleep 602.${mark}`)
    const asked = recognise({ path }, { signal: AbortSignal.timeout(200) })
    expect(await asked).toEqual(nobody)
    expect(processesWith(mark)).toEqual([])
  })

  it('asks in a network of its own: a wrapper may start an engine whatever it is asked', async () => {
    const path = script('echo Suricata version $(readlink /proc/self/ns/net)')
    const { version } = await recognise({ path })
    expect(version).toMatch(/^net:\[\d+\]$/)
    expect(version).not.toBe(readlinkSync('/proc/self/ns/net'))
  })

  it('throws on what cannot be executed, before anything runs', async () => {
    await expect(recognise({ path: '/no/such/engine' })).rejects.toMatchObject({ code: 'usage' })
    await expect(recognise({ path: file('', 0o644) })).rejects.toMatchObject({ code: 'usage' })
  })

  it('throws on a damaged program, which no shell shall run line by line', async () => {
    const path = file(Buffer.from('\x7fELF\necho Suricata version 7.0.10\n'))
    await expect(recognise({ path })).rejects.toMatchObject({
      ...{ code: 'program', message: expect.stringContaining('ENOEXEC') },
    })
  })

  it('throws on a script whose interpreter is not there', async () => {
    const path = file('#!/no/such/interpreter\n')
    await expect(recognise({ path })).rejects.toMatchObject({ code: 'program' })
  })
})

describeEngine('the version of an unmodified engine', () => {
  it('is read', async () => {
    const { version, variant } = await recognise({ path: engine })
    expect(version).toMatch(/^\d+\.\d+\.\d+/)
    expect(variant).toBe(variantOfVersion(version ?? ''))
  })
})
