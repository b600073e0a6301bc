import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BinaryRow, replayResult } from '../../../src/report/results.js'
import { counterexample } from '../../check/traces.js'
import { type Ended, json, peerup, scratch, startPeerup } from '../../cli/cli.js'
import { processesWith, uniqueMark } from '../../native/leftovers.js'
import {
  describeEngine,
  engine,
  engineWith,
  file,
  folder,
  script,
  staticProgram,
} from '../binary/engine.js'
import { recognised, seven } from '../binary/replaying.js'

let trace: string
beforeAll(async () => {
  trace = await counterexample('v7.failed-open.1x1', 'SendImpliesPeerUp')
})

type Replayed = Ended & { row: BinaryRow }

/** Replays the trace in a binary, with the validated JSON result. */
async function replay(binary: string, ...args: string[]): Promise<Replayed> {
  const result = join(scratch(), 'replay.json')
  const ended = await peerup(['replay', trace, '--binary', binary, '--json', result, ...args])
  const { replay: row } = replayResult.parse(json(result))
  if (!('binary' in row)) throw new Error('expected the row of a binary')
  return { ...ended, row }
}

describe('wrong usage of --binary', () => {
  it.each<[string, (path: string) => string[], string]>([
    ['--root alone', () => ['--root', '/'], '--root requires --binary'],
    [
      'words alone',
      () => ['--', '--set', 'a=b'],
      'arguments after the trace require --binary, got --set a=b',
    ],
    [
      '--program beside it',
      (path) => ['--binary', path, '--program', path],
      '--program cannot be used with --binary',
    ],
    [
      '--interfaces beside it',
      (path) => ['--binary', path, '--interfaces', 'eth1:eth2'],
      '--interfaces cannot be used with --binary',
    ],
    ['no such file', () => ['--binary', '/no/such/engine'], '/no/such/engine: expected a program'],
    ['a folder', () => ['--binary', folder()], 'not a regular file'],
    ['a file that may not run', () => ['--binary', file('', 0o644)], 'EACCES'],
    [
      'an unknown variant',
      (path) => ['--binary', path, '--variant', 'v9'],
      'expected a variant that exists (v7, v8, fix-a, fix-b, revert, fix-c, fix-d), got v9',
    ],
    [
      'a root that is none',
      (path) => ['--binary', path, '--root', '/no/such/root'],
      '/no/such/root: expected a root directory for --root, got one without /tmp',
    ],
    ['no whole number of seconds', (path) => ['--binary', path, '--deadline', '0.5'], '--deadline'],
  ])('is %s', async (_, args, message) => {
    const { code, stdout, stderr } = await peerup(['replay', trace, ...args(script('exit 0'))])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('is an empty root; the message says what it must contain', async () => {
    const root = folder()
    const args = ['replay', trace, '--binary', '/engine', '--root', root]
    const { code, stderr } = await peerup(args)
    expect(code).toBe(2)
    expect(stderr).toContain(`${root}: expected a root directory for --root`)
    expect(stderr).toContain('got one without /tmp, /mnt, /proc, /bin/sh')
    expect(stderr).toContain('to do: name a directory that holds a whole system')
  })
})

describe('a program that is no engine', () => {
  it.each<[string, () => string, string]>([
    ['a script that ends', () => script('echo nothing to do'), 'is a script (#!/bin/sh)'],
    ['a static program', () => staticProgram(), 'is a static program, into which nothing can be'],
    [
      'a program that ends',
      () => '/bin/true',
      'is a program without the name peerslist: not Suricata',
    ],
  ])('is reported as %s', async (_, make, why) => {
    const path = make()
    const { code, row, stdout } = await replay(path, '--deadline', '5')
    expect(code).toBe(1)
    expect(row).toMatchObject({
      ...{ verdict: 'crashed', step: null, expected: 'unknown', binary: path },
      engine: { version: null, takenFor: null, startSeconds: null, ended: 'was ended' },
    })
    expect(row.why).toContain(`${path} ${why}`)
    expect(stdout).toContain('of unknown version, taken for no variant')
  })

  it('times out at the deadline, with everything that it started', async () => {
    const mark = uniqueMark()
    const { code, row, seconds } = await replay(script(`sleep 600.${mark}`), '--deadline', '2')
    expect(code).toBe(1)
    expect(row.verdict).toBe('timed-out')
    expect(row.why).toContain('not all threads were parked within 2000 ms')
    expect(row.why).toContain('is a script (#!/bin/sh): the program that it runs is silent')
    // Without the option it would wait for 20 s at least.
    expect(seconds).toBeLessThan(20)
    expect(processesWith(mark)).toEqual([])
  })

  it('cannot be started without its interpreter; the message names ENOENT', async () => {
    const path = file('#!/no/such/interpreter\n')
    const { code, stderr } = await peerup(['replay', trace, '--binary', path])
    expect(code).toBe(1)
    expect(stderr).toContain(`peerup: program: ${path}: No such file or directory (ENOENT)`)
  })

  it('is gone after kill -9 while it prints its version', async () => {
    const mark = uniqueMark()
    const path = script(`sleep 601.${mark} & sleep 602.${mark}`)
    const run = startPeerup(['replay', trace, '--binary', path])
    await run.family.awaitMember('sleep')
    run.kill('SIGKILL')
    await run.ended
    await run.family.awaitGone()
    expect(processesWith(mark)).toEqual([])
  })
})

describeEngine(
  'an unmodified engine',
  () => {
    it('reproduces the trace, with its own log line and errno', async () => {
      const { code, row, stdout } = await replay(engine)
      expect(code).toBe(0)
      expect(row).toMatchObject({ verdict: 'reproduced', errno: 'ENOTSOCK', binary: engine })
      expect(stdout).toContain(`${engine}: reproduced, call by call; the kernel answered ENOTSOCK`)
      expect(stdout).toMatch(/^ {2}.*sending packet failed on socket 0: Socket operation on non/m)
      expect(stdout).toMatch(/it started in \d+\.\d\d s, the replay took \d+\.\d\d s/)
    })

    it('is driven through a script that becomes it, and one that starts it', async () => {
      for (const line of [`exec ${engine} "$@"`, `${engine} "$@"; exit`]) {
        const { code, row } = await replay(script(line))
        expect({ code, verdict: row.verdict }).toEqual({ code: 0, verdict: 'reproduced' })
        expect(row.engine.version).toBe(recognised.version)
      }
    })

    it('is driven twice at the same time', async () => {
      const both = await Promise.all([replay(engine), replay(engine)])
      expect(both.map(({ code, row }) => [code, row.verdict, row.errno])).toEqual([
        [0, 'reproduced', 'ENOTSOCK'],
        [0, 'reproduced', 'ENOTSOCK'],
      ])
    })

    it('is not as expected if --variant names another variant', async () => {
      const { code, stdout } = await replay(engine, '--variant', 'v8')
      expect(code).toBe(1)
      expect(stdout).toContain('reproduced, call by call')
      expect(stdout).toMatch(/, expected refused \(the model says: refused at step \d+\)$/m)
    })
  },
  seven,
)

describeEngine('an engine that does not start', () => {
  it.each<[string, string[], RegExp]>([
    ['has no such interface', ['--set', 'af-packet.0.interface=nothing0'], /nothing0: .*No such/],
    ['does not know a word', ['--no-such-word'], /unrecognized option '--no-such-word'/],
    ['has no configuration', ['-c', '/no/such/file.yaml'], /failed to open file: \/no\/such\/file/],
  ])('because it %s shows its own message', async (_, words, message) => {
    const { code, row, stdout } = await replay(engine, '--deadline', '5', '--', ...words)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'crashed', step: null, errno: null })
    expect(row.why).toMatch(/^the program ended with code 1 before every thread reached its/)
    expect(row.engine.said).not.toEqual([])
    expect(stdout).toContain('the engine wrote:')
    expect(stdout).toMatch(message)
  })
})

describeEngine('an engine that is configured otherwise', () => {
  it('with other threads diverges at its start', async () => {
    const twoEach = ['--set', 'af-packet.0.threads=2', '--set', 'af-packet.1.threads=2']
    const { code, row } = await replay(engine, '--', ...twoEach)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'diverged', step: 0 })
    // The engine has threads that the model lacks, on both interfaces.
    expect(row.why).toContain('.W#02-rx0: expected nothing, got ')
    expect(row.why).toContain('the arguments after -- configure another engine')
  })

  // Upstream checks the pairs while the threads are paused, before their first gates.
  it('with a thread without a peer ends before its first gates, and its own message says why', async () => {
    const { code, row } = await replay(engine, '--', '--set', 'af-packet.0.threads=2')
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'crashed', step: null, errno: null })
    expect(row.why).toContain('Some IPS capture threads did not peer')
  })

  it('in another runmode is refused by the library, which names the expected one', async () => {
    const { code, row, stdout } = await replay(engine, '--', '--runmode', 'autofp')
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'crashed', step: null, errno: null })
    expect(stdout).toMatch(
      /peerup-preload: expected runmode workers with threads such as W#01-tx0, got "RX#01[^"]*"; start the engine with --runmode workers$/m,
    )
  })

  it('in runmode workers, named once more, is driven', async () => {
    const { row } = await replay(engine, '--', '--runmode', 'workers')
    expect(row.why).toBeUndefined()
  })
})

describeEngine('an engine that ends badly', () => {
  it('by dying in the middle of a replay crashes at that step', async () => {
    const dies = engineWith(
      '#include <signal.h>\n#include <sys/socket.h>\nint bind(int fd, const struct sockaddr *to, socklen_t n) { return raise(SIGKILL); }',
    )
    const { code, row, stdout } = await replay(dies)
    expect(code).toBe(1)
    expect(row).toMatchObject({ verdict: 'crashed', action: 'Bind', performer: 'W#01-tx0' })
    expect(row.why).toContain('the program ended by SIGKILL')
    expect(stdout).toContain('This is Suricata version')
  })

  it('by ignoring SIGTERM is killed in the end, and the result says so', async () => {
    const mark = uniqueMark()
    const lines = ["trap '' TERM", `${engine} "$@"`, `[ "$1" = -V ] || sleep 603.${mark}`]
    const { row, stdout } = await replay(script(...lines))
    expect(row.engine.ended).toBe('ignored SIGTERM for 10 s and was killed')
    expect(stdout).toContain('it ignored SIGTERM for 10 s and was killed')
    expect(processesWith(mark)).toEqual([])
  })
})

/** Answers -V without the engine, so that any running engine is the one that is driven. */
const answering = () =>
  script('[ "$1" = -V ] && { echo Suricata version 7.0.10; exit; }', `exec ${engine} "$@"`)

describeEngine('nothing is left of an engine', () => {
  it('by kill -9 of its driver', async () => {
    const run = startPeerup(['replay', trace, '--binary', answering()])
    await run.family.holdMember('Suricata-Main')
    run.kill('SIGKILL')
    expect((await run.ended).signal).toBe('SIGKILL')
    await run.family.awaitGone()
  })

  it('by SIGINT, which is reported', async () => {
    const run = startPeerup(['replay', trace, '--binary', answering()])
    await run.family.holdMember('Suricata-Main')
    run.kill('SIGINT')
    const { code, stdout, stderr } = await run.ended
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('peerup: interrupted')
    run.family.expectGone()
  })
})
