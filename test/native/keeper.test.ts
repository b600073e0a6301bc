import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { processesWith, uniqueMark } from './leftovers.js'
import { Lines, within } from './waiting.js'

/** Forks twice and leaves its session: nobody's child but the keeper's. */
const daemon = (mark: string) =>
  `(setsid sh -c "sleep 600.${mark} & sleep 601.${mark} & echo daemon" &)`

let folder: string
let mark: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-keeper-test-'))
  mark = uniqueMark()
})
afterEach(() => {
  const left = { processes: processesWith(mark), files: readdirSync(folder) }
  rmSync(folder, { recursive: true, force: true })
  expect(left).toEqual({ processes: [], files: [] })
})

const shell = (script: string, options = {}): SupervisedProcess =>
  supervise('sh', ['-c', script], { env: { TMPDIR: folder }, ...options })

const ended = (kept: SupervisedProcess) => within(10_000, 'the end', kept.ended)

describe('the program', () => {
  it.each([
    ['exit 0', { code: 0, signal: null }],
    ['exit 7', { code: 7, signal: null }],
    ['kill -SEGV $$', { code: null, signal: 'SIGSEGV' }],
    ['kill -TERM $$', { code: null, signal: 'SIGTERM' }],
  ])('ends with %s and the keeper says so', async (script, ending) => {
    expect(await ended(shell(script))).toEqual(ending)
  })

  it('has a directory of its own in {dir}, TMPDIR and PEERUP_DIR', async () => {
    const kept = supervise(
      'sh',
      ['-c', 'echo $TMPDIR $PEERUP_DIR $1; stat -c %a $TMPDIR', 'sh', '--at={dir}/x{dir}'],
      { env: { TMPDIR: folder } },
    )
    const [line, mode] = (await text(kept.stdout)).split('\n')
    const [tmp, own, filled] = line?.split(' ') ?? []
    expect(tmp?.startsWith(`${folder}/peerup-`)).toBe(true)
    expect({ own, filled, mode }).toEqual({ own: tmp, filled: `--at=${tmp}/x${tmp}`, mode: '700' })
    await ended(kept)
  })

  it('has /dev/null as descriptor 0, no lifeline, and its sockets from 4 on', async () => {
    const kept = shell('for n in 0 3 4 5 6; do readlink /proc/$$/fd/$n || echo none; done', {
      sockets: 2,
    })
    const lines = (await text(kept.stdout)).trim().split('\n')
    expect(lines).toEqual([
      '/dev/null',
      'none',
      expect.stringMatching(/^socket:/),
      expect.stringMatching(/^socket:/),
      'none',
    ])
    await ended(kept)
  })

  it('closes a socket by closing it: the keeper holds no copy', async () => {
    const kept = shell('exec 4>&-; sleep 600', { sockets: 1 })
    const [socket] = kept.sockets
    if (socket === undefined) throw new Error('expected a socket')
    expect(await new Lines(socket).next()).toBe(null)
    await kept.end()
  })

  it('gets SIGTERM on stop and may end by itself', async () => {
    const kept = shell('trap "echo stopped; exit 4" TERM; echo ready; while :; do sleep 0.1; done')
    const lines = new Lines(kept.stdout)
    await lines.until(/ready/)
    kept.stop()
    expect(await lines.next()).toBe('stopped')
    expect(await ended(kept)).toEqual({ code: 4, signal: null })
  })
})

describe('nothing is left', () => {
  it('of children that forked twice and left the session, when the program ends', async () => {
    const kept = shell(`${daemon(mark)}; exit 3`)
    expect(await ended(kept)).toEqual({ code: 3, signal: null })
  })

  it('of a directory with links, unreadable folders and deep nesting', async () => {
    const outside = join(folder, 'outside')
    const kept = shell(
      `mkdir ${outside}; touch ${outside}/kept; cd $TMPDIR; ln -s ${outside} link
       mkdir -p a/b/c; touch a/b/c/d; chmod 0 a/b/c a/b a; mkfifo pipe
       i=0; while [ $i -lt 300 ]; do mkdir n; cd n; i=$((i+1)); done`,
    )
    expect(await ended(kept)).toEqual({ code: 0, signal: null })
    expect(readdirSync(folder)).toEqual(['outside'])
    expect(readdirSync(outside)).toEqual(['kept'])
    rmSync(outside, { recursive: true })
  })

  it('when the lifeline is closed', async () => {
    const kept = shell(`${daemon(mark)}; trap "" TERM; sleep 602.${mark}`)
    await new Lines(kept.stdout).until(/daemon/)
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(3)
    await within(10_000, 'the end', kept.end())
  })

  it('when the run is aborted, before or after the program started', async () => {
    const kept = shell(`sleep 603.${mark}`, { signal: AbortSignal.abort() })
    await ended(kept)
    const controller = new AbortController()
    const later = shell(`echo ready; sleep 604.${mark}`, { signal: controller.signal })
    await new Lines(later.stdout).until(/ready/)
    controller.abort()
    await ended(later)
  })
})

/** The keeper without keep(), to signal it and to read what it says. */
function rawKeeper(args: string[]) {
  const keeper = spawn(join(nativeFolder, 'keeper'), args, {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const lifeline = keeper.stdio[3]
  if (lifeline === null || lifeline === undefined || keeper.stdout === null) {
    throw new Error('expected pipes')
  }
  const exit = new Promise<number | null>((resolve) => keeper.on('exit', resolve))
  return {
    keeper,
    said: new Lines(lifeline as NodeJS.ReadableStream as never),
    out: new Lines(keeper.stdout),
    exit: within(10_000, 'the end of the keeper', exit),
  }
}

describe('the keeper', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends with all on %s', async (signal) => {
    const { keeper, out, said, exit } = rawKeeper([
      '--',
      'sh',
      '-c',
      `trap "" TERM INT HUP; ${daemon(mark)}; sleep 605.${mark}`,
    ])
    await out.until(/daemon/)
    keeper.kill(signal)
    expect(await exit).toBe(137)
    expect(await said.next()).toBe('{"exit":{"code":null,"signal":"SIGKILL"}}')
  })

  it('ends with all when the process that started it is killed', async () => {
    const script = `
      const { spawn } = require('node:child_process')
      spawn(process.argv[1], ['--', 'sh', '-c', process.argv[2]], {
        stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
        env: { ...process.env, TMPDIR: process.argv[3] },
      })`
    const program = `echo $TMPDIR; ${daemon(mark)}; sleep 606.${mark}`
    const parent = spawn(
      process.execPath,
      ['-e', script, join(nativeFolder, 'keeper'), program, folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const lines = new Lines(parent.stdout)
    const directory = await lines.until(/^\//)
    await lines.until(/daemon/)
    expect(existsSync(directory)).toBe(true)
    parent.kill('SIGKILL')
    // All of them hold this pipe, the keeper until it has removed the directory.
    expect(await lines.next()).toBe(null)
    expect(existsSync(directory)).toBe(false)
  })

  it('takes its program along when it is killed itself', async () => {
    const { keeper, out, exit } = rawKeeper([
      '--',
      'sh',
      '-c',
      `echo $TMPDIR; exec sleep 607.${mark}`,
    ])
    const directory = await out.next()
    keeper.kill('SIGKILL')
    await exit
    expect(await out.next()).toBe(null)
    // What SIGKILL of the keeper leaves, without a namespace, is the directory.
    rmSync(directory ?? '', { recursive: true })
  })

  it('names a program that cannot be started, and why', async () => {
    const { said, exit } = rawKeeper(['--', '/no/such "program"'])
    expect(await exit).toBe(125)
    expect(JSON.parse((await said.next()) ?? '')).toEqual({
      error: { what: '/no/such "program"', errno: 'ENOENT', message: 'No such file or directory' },
    })
    await expect(
      ended(supervise('/etc/passwd', [], { env: { TMPDIR: folder } })),
    ).rejects.toMatchObject({
      code: 'environment',
      message: '/etc/passwd: Permission denied (EACCES)',
    })
  })

  it.each([
    [[], 'usage'],
    [['true'], 'usage'],
    [['--'], 'usage'],
    [['--network', 'tx0', '--', 'true'], 'expected tx0:rx0'],
    [['--network', 'tx0:tx0', '--', 'true'], 'distinct'],
    [['--network', 'a/b:c', '--', 'true'], 'a/b'],
    [['--network', 'x:abcdefghijklmnop', '--', 'true'], 'abcdefghijklmnop'],
    [['--network', 'tx0:rx0', '--', 'true'], 'descriptor 4'],
  ])('refuses %j: %s', async (args, expected) => {
    const { said, exit } = rawKeeper(args)
    expect(await exit).toBe(125)
    expect(JSON.parse((await said.next()) ?? '').error.what).toContain(expected)
  })

  it('fails without a lifeline', async () => {
    const keeper = spawn(join(nativeFolder, 'keeper'), ['--', 'true'], { stdio: 'pipe' })
    expect(await text(keeper.stderr)).toContain('descriptor 3, the lifeline')
  })
})
