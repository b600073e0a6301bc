import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PeerupError } from '../../../src/core/error.js'
import { nativeFolder } from '../../../src/process/supervise.js'
import {
  fileOf,
  type SuricataRequest,
  suricataCommand,
} from '../../../src/suricata/binary/command.js'
import { file, folder, script } from './engine.js'

afterEach(() => void vi.unstubAllEnvs())

const request = (more: Partial<SuricataRequest>): SuricataRequest => ({
  path: script(),
  topology: { pairs: 2, threads: 1 },
  fanout: 'cluster_cpu',
  ...more,
})

function errorOf(more: Partial<SuricataRequest>): PeerupError {
  try {
    suricataCommand(request(more))
  } catch (error) {
    return error as PeerupError
  }
  throw new Error('expected a PeerupError, got none')
}

/** A minimal root, without the named folders. */
function makeRoot(...without: string[]): string {
  const root = folder()
  for (const name of ['tmp', 'mnt', 'proc', 'bin']) {
    if (!without.includes(name)) mkdirSync(join(root, name))
  }
  if (!without.includes('bin')) writeFileSync(join(root, 'bin/sh'), '', { mode: 0o755 })
  writeFileSync(join(root, 'engine'), '', { mode: 0o755 })
  chmodSync(join(root, 'engine'), 0o755)
  return root
}

describe('the command of an engine', () => {
  it('preloads the library into the engine, but not into the shell before it', () => {
    const { program, args, env } = suricataCommand(request({}))
    expect([program, args[3]]).toEqual(['/bin/sh', '{dir}/peerup-preload.so'])
    expect(args[1]).toMatch(/; LD_PRELOAD=\$1; export LD_PRELOAD; shift; exec "\$@"$/)
    expect(env).toMatchObject({
      PEERUP_LIBRARY: join(nativeFolder, 'peerup-preload.so'),
      PEERUP_CONFIG: expect.stringContaining('interface: rx1'),
    })
    expect(env).not.toHaveProperty('LD_PRELOAD')
  })

  it('appends the arguments of the user', () => {
    const path = script()
    const { args } = suricataCommand(request({ path, args: ['--set', 'a=b c'] }))
    expect(args.slice(4)).toEqual([
      path,
      ...['-c', '{dir}/suricata.yaml', '-l', '{dir}', '--af-packet', '--runmode', 'workers'],
      ...['--set', 'a=b c'],
    ])
  })

  it('resolves a relative path', () => {
    const path = script()
    const { args } = suricataCommand(request({ path: relative(process.cwd(), path) }))
    expect(args[4]).toBe(path)
  })

  it('keeps the LD_PRELOAD of the user, except in a root', () => {
    vi.stubEnv('LD_PRELOAD', '/usr/lib/malloc.so')
    const preloads = (more: Partial<SuricataRequest>) => suricataCommand(request(more)).args[3]
    expect(preloads({})).toBe('{dir}/peerup-preload.so:/usr/lib/malloc.so')
    expect(preloads({ path: '/engine', root: makeRoot() })).toBe('/mnt/peerup-preload.so')
  })

  it('unsets variables that filter the log', () => {
    vi.stubEnv('SC_LOG_LEVEL', 'error')
    vi.stubEnv('SC_LOG_OP_FILTER', 'nothing')
    const { args } = suricataCommand(request({}))
    expect(args[1]).toMatch(/; unset .* SC_LOG_LEVEL SC_LOG_OP_FILTER;/)
  })

  it.each(['/tmp/two words', '/tmp/a:b'])('refuses the TMPDIR %s', (folder) => {
    const options = request({})
    vi.stubEnv('TMPDIR', folder)
    const message = `without blanks and colons, which separate libraries in LD_PRELOAD, got ${folder}`
    expect(() => suricataCommand(options)).toThrow(message)
  })

  it('with a root has paths in the root', () => {
    const root = makeRoot()
    const { args, env, root: supervised } = suricataCommand(request({ path: '/engine', root }))
    expect({ engine: args[4], root: supervised, library: env.PEERUP_LIBRARY }).toEqual({
      engine: '/engine',
      root,
      library: '/mnt/peerup-preload.so',
    })
    expect(fileOf({ path: '/engine', root })).toBe(join(root, 'engine'))
  })
})

describe('wrong usage is', () => {
  it.each<[string, () => string, string]>([
    ['a path without a file', () => '/no/such/engine', 'ENOENT'],
    ['a file without execute permission', () => file('#!/bin/sh\n', 0o644), 'EACCES'],
    ['a folder', () => folder(), 'not a regular file'],
    ['a link to nothing', dangling, 'ENOENT'],
  ])('%s', (_, make, why) => {
    const path = make()
    const error = errorOf({ path })
    expect(error).toMatchObject({ code: 'usage', where: { file: path } })
    expect(error.message).toContain(why)
  })

  it('a bare name, which is a path; the error names the file in PATH', () => {
    const error = errorOf({ path: 'true' })
    expect(error).toMatchObject({ code: 'usage', where: { file: join(process.cwd(), 'true') } })
    expect(error.fix).toMatch(/^name its path: true is not looked up in PATH; PATH has \/.*\/true$/)
    expect(errorOf({ path: 'no-such-engine' }).fix).toMatch(/not looked up in PATH$/)
    expect(errorOf({ path: './true' }).fix).toBe(undefined)
    // The PATH on this side does not apply in the root.
    expect(errorOf({ path: 'true', root: makeRoot() }).fix).toMatch(/not looked up in PATH$/)
  })

  it('a file outside of the root', () => {
    const path = script()
    const root = makeRoot()
    expect(errorOf({ path, root })).toMatchObject({
      code: 'usage',
      where: { file: join(root, path) },
    })
  })

  it.each<[string, string[], string]>([
    ['/tmp', ['tmp'], 'without /tmp'],
    ['/mnt and /proc', ['mnt', 'proc'], 'without /mnt, /proc'],
    ['a shell', ['bin'], 'without /bin/sh'],
  ])('a root without %s', (_, without, message) => {
    const root = makeRoot(...without)
    const error = errorOf({ path: '/engine', root })
    expect(error).toMatchObject({ code: 'usage', where: { file: root } })
    expect(error.message.endsWith(message)).toBe(true)
    expect(error.fix).toContain('debootstrap')
  })

  it.each<[string, () => string]>([
    ['does not exist', () => '/no/such/root'],
    ['is a file', () => file('')],
  ])('a root that %s', (_, make) => {
    const root = make()
    expect(errorOf({ path: '/engine', root })).toMatchObject({
      code: 'usage',
      where: { file: root },
    })
  })
})

function dangling(): string {
  const path = join(folder(), 'link')
  symlinkSync('/no/such/engine', path)
  return path
}
