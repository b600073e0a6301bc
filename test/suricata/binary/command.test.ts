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

function wrong(more: Partial<SuricataRequest>): PeerupError {
  try {
    suricataCommand(request(more))
  } catch (error) {
    return error as PeerupError
  }
  throw new Error('expected a PeerupError, got none')
}

/** As small as a root can be. */
function root(...without: string[]): string {
  const made = folder()
  for (const name of ['tmp', 'mnt', 'proc', 'bin']) {
    if (!without.includes(name)) mkdirSync(join(made, name))
  }
  if (!without.includes('bin')) writeFileSync(join(made, 'bin/sh'), '', { mode: 0o755 })
  writeFileSync(join(made, 'engine'), '', { mode: 0o755 })
  chmodSync(join(made, 'engine'), 0o755)
  return made
}

describe('the command of an engine', () => {
  it('preloads the library into the engine and not into the shell before it', () => {
    const { program, args, env } = suricataCommand(request({}))
    expect([program, args[3]]).toEqual(['/bin/sh', '{dir}/peerup-preload.so'])
    expect(args[1]).toMatch(/; LD_PRELOAD=\$1; export LD_PRELOAD; shift; exec "\$@"$/)
    expect(env).toMatchObject({
      PEERUP_LIBRARY: join(nativeFolder, 'peerup-preload.so'),
      PEERUP_CONFIG: expect.stringContaining('interface: rx1'),
    })
    expect(env).not.toHaveProperty('LD_PRELOAD')
  })

  it('has the words of the user behind ours', () => {
    const path = script()
    const { args } = suricataCommand(request({ path, args: ['--set', 'a=b c'] }))
    expect(args.slice(4)).toEqual([
      path,
      ...['-c', '{dir}/suricata.yaml', '-l', '{dir}', '--af-packet', '--runmode', 'workers'],
      ...['--set', 'a=b c'],
    ])
  })

  it('names a file from here by its whole path', () => {
    const path = script()
    const { args } = suricataCommand(request({ path: relative(process.cwd(), path) }))
    expect(args[4]).toBe(path)
  })

  it('keeps what a user preloads, but for a root, in which that is not', () => {
    vi.stubEnv('LD_PRELOAD', '/usr/lib/malloc.so')
    const preloads = (more: Partial<SuricataRequest>) => suricataCommand(request(more)).args[3]
    expect(preloads({})).toBe('{dir}/peerup-preload.so:/usr/lib/malloc.so')
    expect(preloads({ path: '/engine', root: root() })).toBe('/mnt/peerup-preload.so')
  })

  it('has its whole log, whatever the environment says', () => {
    vi.stubEnv('SC_LOG_LEVEL', 'error')
    vi.stubEnv('SC_LOG_OP_FILTER', 'nothing')
    const { args } = suricataCommand(request({}))
    expect(args[1]).toMatch(/; unset .* SC_LOG_LEVEL SC_LOG_OP_FILTER;/)
  })

  it.each(['/tmp/two words', '/tmp/a:b'])('is not made in %s', (folder) => {
    const asked = request({})
    vi.stubEnv('TMPDIR', folder)
    const where = `without blanks and colons, at which LD_PRELOAD is parted, got ${folder}`
    expect(() => suricataCommand(asked)).toThrow(where)
  })

  it('has paths in the root, where there is one', () => {
    const own = root()
    const { args, env, root: told } = suricataCommand(request({ path: '/engine', root: own }))
    expect({ engine: args[4], told, library: env.PEERUP_LIBRARY }).toEqual({
      engine: '/engine',
      told: own,
      library: '/mnt/peerup-preload.so',
    })
    expect(fileOf({ path: '/engine', root: own })).toBe(join(own, 'engine'))
  })
})

describe('what cannot be executed is wrong usage', () => {
  it.each<[string, () => string, string]>([
    ['no such file', () => '/no/such/engine', 'ENOENT'],
    ['a file that may not be executed', () => file('#!/bin/sh\n', 0o644), 'EACCES'],
    ['a folder', () => folder(), 'not a regular file'],
    ['a link to nothing', dangling, 'ENOENT'],
  ])('%s', (_, make, why) => {
    const path = make()
    const error = wrong({ path })
    expect(error).toMatchObject({ code: 'usage', where: { file: path } })
    expect(error.message).toContain(why)
  })

  it('a name alone, which is taken as a path; it tells which one is in PATH', () => {
    const error = wrong({ path: 'true' })
    expect(error).toMatchObject({ code: 'usage', where: { file: join(process.cwd(), 'true') } })
    expect(error.fix).toMatch(
      /^name its path: true is taken as one.*; the one in PATH is \/.*\/true$/,
    )
    expect(wrong({ path: 'no-such-engine' }).fix).toMatch(/not looked up in PATH$/)
    expect(wrong({ path: './true' }).fix).toBe(undefined)
    // The PATH of this side says nothing of the root.
    expect(wrong({ path: 'true', root: root() }).fix).toMatch(/not looked up in PATH$/)
  })

  it('a file that is here and not in the root', () => {
    const path = script()
    const own = root()
    expect(wrong({ path, root: own })).toMatchObject({
      code: 'usage',
      where: { file: join(own, path) },
    })
  })

  it.each<[string, string[], string]>([
    ['/tmp', ['tmp'], 'without /tmp'],
    ['/mnt and /proc', ['mnt', 'proc'], 'without /mnt, /proc'],
    ['a shell', ['bin'], 'without /bin/sh'],
  ])('a root without %s', (_, without, message) => {
    const own = root(...without)
    const error = wrong({ path: '/engine', root: own })
    expect(error).toMatchObject({ code: 'usage', where: { file: own } })
    expect(error.message.endsWith(message)).toBe(true)
    expect(error.fix).toContain('debootstrap')
  })

  it.each<[string, () => string]>([
    ['is not there', () => '/no/such/root'],
    ['is a file', () => file('')],
  ])('a root that %s', (_, make) => {
    const own = make()
    expect(wrong({ path: '/engine', root: own })).toMatchObject({
      code: 'usage',
      where: { file: own },
    })
  })
})

function dangling(): string {
  const path = join(folder(), 'link')
  symlinkSync('/no/such/engine', path)
  return path
}
