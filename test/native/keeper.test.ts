import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { processesWith, uniqueMark } from './leftovers.js'
import { Lines, within } from './waiting.js'

/** Forks twice and leaves its session, so that only the keeper can be its parent. */
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

const ended = (supervised: SupervisedProcess) => within(10_000, 'the end', supervised.ended)

describe('the program', () => {
  it.each([
    ['exit 0', { code: 0, signal: null }],
    ['exit 7', { code: 7, signal: null }],
    ['kill -SEGV $$', { code: null, signal: 'SIGSEGV' }],
    ['kill -TERM $$', { code: null, signal: 'SIGTERM' }],
  ])('ends with %s, and the keeper reports that', async (script, ending) => {
    expect(await ended(shell(script))).toEqual(ending)
  })

  it('gets its own directory in {dir}, TMPDIR and PEERUP_DIR', async () => {
    const supervised = supervise(
      'sh',
      ['-c', 'echo $TMPDIR $PEERUP_DIR $1; stat -c %a $TMPDIR', 'sh', '--at={dir}/x{dir}'],
      { env: { TMPDIR: folder } },
    )
    const [line, mode] = (await text(supervised.stdout)).split('\n')
    const [tmp, directory, argument] = line?.split(' ') ?? []
    expect(tmp?.startsWith(`${folder}/peerup-`)).toBe(true)
    expect({ directory, argument, mode }).toEqual({
      directory: tmp,
      argument: `--at=${tmp}/x${tmp}`,
      mode: '700',
    })
    await ended(supervised)
  })

  it('gets /dev/null as descriptor 0, no lifeline, and its sockets from descriptor 4 on', async () => {
    const supervised = shell('for n in 0 3 4 5 6; do readlink /proc/$$/fd/$n || echo none; done', {
      sockets: 2,
    })
    const lines = (await text(supervised.stdout)).trim().split('\n')
    expect(lines).toEqual([
      '/dev/null',
      'none',
      expect.stringMatching(/^socket:/),
      expect.stringMatching(/^socket:/),
      'none',
    ])
    await ended(supervised)
  })

  it('ends a socket by closing it: the keeper holds no copy', async () => {
    const supervised = shell('exec 4>&-; sleep 600', { sockets: 1 })
    const [socket] = supervised.sockets
    if (socket === undefined) throw new Error('expected a socket')
    expect(await new Lines(socket).next()).toBe(null)
    await supervised.end()
  })

  it('gets SIGTERM on stop, and can end by itself', async () => {
    const supervised = shell(
      'trap "echo stopped; exit 4" TERM; echo ready; while :; do sleep 0.1; done',
    )
    const lines = new Lines(supervised.stdout)
    await lines.until(/ready/)
    supervised.stop()
    expect(await lines.next()).toBe('stopped')
    expect(await ended(supervised)).toEqual({ code: 4, signal: null })
  })
})

describe('nothing is left', () => {
  it('of children that forked twice and left the session, when the program ends', async () => {
    const supervised = shell(`${daemon(mark)}; exit 3`)
    expect(await ended(supervised)).toEqual({ code: 3, signal: null })
  })

  it('of a directory with links, unreadable folders and deep nesting', async () => {
    const outside = join(folder, 'outside')
    const supervised = shell(
      `mkdir ${outside}; touch ${outside}/kept; cd $TMPDIR; ln -s ${outside} link
       mkdir -p a/b/c; touch a/b/c/d; chmod 0 a/b/c a/b a; mkfifo pipe
       i=0; while [ $i -lt 300 ]; do mkdir n; cd n; i=$((i+1)); done`,
    )
    expect(await ended(supervised)).toEqual({ code: 0, signal: null })
    expect(readdirSync(folder)).toEqual(['outside'])
    expect(readdirSync(outside)).toEqual(['kept'])
    rmSync(outside, { recursive: true })
  })

  it('when the lifeline is closed', async () => {
    const supervised = shell(`${daemon(mark)}; trap "" TERM; sleep 602.${mark}`)
    await new Lines(supervised.stdout).until(/daemon/)
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(3)
    await within(10_000, 'the end', supervised.end())
  })

  it('when the run is aborted, before or after the program has started', async () => {
    const supervised = shell(`sleep 603.${mark}`, { signal: AbortSignal.abort() })
    await ended(supervised)
    const controller = new AbortController()
    const later = shell(`echo ready; sleep 604.${mark}`, { signal: controller.signal })
    await new Lines(later.stdout).until(/ready/)
    controller.abort()
    await ended(later)
  })
})

/** The keeper without supervise(), so that a test can signal it and read its lifeline. */
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
    lifeline: new Lines(lifeline as NodeJS.ReadableStream as never),
    out: new Lines(keeper.stdout),
    exit: within(10_000, 'the end of the keeper', exit),
  }
}

describe('the keeper', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with all its descendants on %s',
    async (signal) => {
      const { keeper, out, lifeline, exit } = rawKeeper([
        '--',
        'sh',
        '-c',
        `trap "" TERM INT HUP; ${daemon(mark)}; sleep 605.${mark}`,
      ])
      await out.until(/daemon/)
      keeper.kill(signal)
      expect(await exit).toBe(137)
      expect(await lifeline.next()).toBe('{"exit":{"code":null,"signal":"SIGKILL"}}')
    },
  )

  it('ends with all its descendants when its starter is killed', async () => {
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
    // All of them hold this pipe; the keeper holds it until it has removed the directory.
    expect(await lines.next()).toBe(null)
    expect(existsSync(directory)).toBe(false)
  })

  it('ends its program when it is killed itself', async () => {
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
    // Without a namespace, a keeper that gets SIGKILL leaves its directory.
    rmSync(directory ?? '', { recursive: true })
  })

  it('names a program that cannot be started, and why', async () => {
    const { lifeline, exit } = rawKeeper(['--', '/no/such "program"'])
    expect(await exit).toBe(125)
    expect(JSON.parse((await lifeline.next()) ?? '')).toEqual({
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
    [['--network', 'tx0', '--', 'true'], 'expected pairs such as tx0:rx0,tx1:rx1, got "tx0"'],
    [['--network', 'tx0:tx0', '--', 'true'], 'distinct interface names, got "tx0" twice'],
    [['--network', 'a/b:c', '--', 'true'], 'got "a/b"'],
    [['--network', 'x:abcdefghijklmnop', '--', 'true'], 'got "abcdefghijklmnop"'],
    [['--network', 'tx0:rx0', '--', 'true'], 'descriptor 4'],
  ])('rejects %j: %s', async (args, expected) => {
    const { lifeline, exit } = rawKeeper(args)
    expect(await exit).toBe(125)
    expect(JSON.parse((await lifeline.next()) ?? '').error.what).toContain(expected)
  })

  it('fails without a lifeline', async () => {
    const keeper = spawn(join(nativeFolder, 'keeper'), ['--', 'true'], { stdio: 'pipe' })
    expect(await text(keeper.stderr)).toContain('descriptor 3, the lifeline')
  })
})
