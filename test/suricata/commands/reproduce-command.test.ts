import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { reproduceResult } from '../../../src/suricata/studies/restarts/result.js'
import { json, peerup, scratch, startPeerup } from '../../cli/cli.js'
import { describeEngine, engine } from '../binary/engine.js'

function rulesThatDrop(): string {
  const file = join(scratch(), 'drop.rules')
  writeFileSync(file, 'drop ip any any -> any any (msg:"all"; sid:1;)\n')
  return file
}

const fixture = (name: string) => join(packageRoot, 'test/suricata/studies/restarts/fixtures', name)
const once = (...more: string[]) => [
  ...['reproduce', '--cycles', '1', '--pairs', '1', '--threads', '1', '--ring-delay-us', '0'],
  ...more,
]

describe('wrong usage of reproduce ends with exit code 2, and says what is right', () => {
  it.each<[string[], string]>([
    [['--cycles', '0'], 'Expected a whole number from 1 to 1000'],
    [['--cycles', 'many'], 'Expected a whole number from 1 to 1000'],
    [['--pairs', '13'], 'Expected a whole number from 1 to 12'],
    [['--threads', '9'], 'Expected a whole number from 1 to 8'],
    [['--ring-delay-us', '10000001'], 'Expected a whole number from 0 to 10000000'],
    [['--variant', 'v9'], 'expected a variant that exists (v7, v8,'],
    [['--variant', 'v8', '--binary', '/bin/true'], 'cannot be used with'],
    [['--binary', '/no/such/file'], '/no/such/file: expected a program that can be executed'],
    [['--binary', 'README.md'], 'README.md: expected a program that can be executed'],
    [['--deadline', '0'], 'Expected a whole number from 1 to 99'],
    [['--root', '/tmp'], '--root requires --binary'],
    [['--', '--set', 'a=b'], 'arguments after -- require --binary, got --set a=b'],
    [['--json', '/no/such/folder/file'], 'cannot write the file'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await peerup(['reproduce', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

it('the help of reproduce names every option', async () => {
  const { code, stdout } = await peerup(['reproduce', '--help'])
  expect(code).toBe(0)
  for (const word of [
    'variant',
    'binary',
    'root',
    'cycles',
    'pairs',
    'threads',
    'deadline',
    'json',
  ])
    expect(stdout).toContain(`--${word}`)
  expect(stdout).toContain('--ring-delay-us')
})

it('two restarts of a variant are counted, and written as JSON', async () => {
  const file = join(scratch(), 'result.json')
  const { code, stdout } = await peerup(once('--cycles', '2', '--variant', 'fix-a', '--json', file))
  expect(code).toBe(0)
  expect(stdout).toMatch(/^cycle 2: started after \d+ ms, 0 ENOTSOCK lines/m)
  expect(stdout).toMatch(/cycles with ENOTSOCK \(of those started\) \| 7 \(87.5%\) +\| 0 \(0%\)/)
  expect(stdout.trimEnd()).toMatch(/ENOTSOCK in 0 of 2 cycles; no pair wedged$/)
  const result = reproduceResult.parse(json(file))
  expect(result).toMatchObject({ subject: { kind: 'variant', name: 'fix-a' } })
  expect(result.machine?.cores).toBeGreaterThan(0)
})

describeEngine('a Suricata that is installed', () => {
  it('is restarted, and forwards', async () => {
    const { code, stdout } = await peerup(once('--cycles', '2', '--binary', engine))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^cycle 2: started after \d+ ms/m)
    expect(stdout).toMatch(/tx0:rx0 \| +\d+ \| +\d+ \|/)
    expect(stdout.trimEnd()).toMatch(/; no pair wedged$/)
  })

  it('gets the words behind --', async () => {
    const { code, stdout, stderr } = await peerup(once('--binary', engine, '--', '--no-such-word'))
    expect(code).toBe(1)
    expect(stdout).toContain('cycle 1: did not start')
    expect(stderr).toContain("unrecognized option '--no-such-word'")
  })

  it.each<[string, () => string[], RegExp]>([
    [
      'rules',
      () => ['-S', rulesThatDrop()],
      /; no pair wedged; 1 pair took frames and sent none, with all peers up: its own rules dropped them$/,
    ],
    [
      'a filter',
      () => ['tcp', 'port', '1'],
      /; no pair wedged; 1 pair received no frame: a BPF filter of its own keeps them out/,
    ],
  ])('with %s of its own that keep the probes out is not wedged', async (_, words, verdict) => {
    const { code, stdout } = await peerup(once('--binary', engine, '--', ...words()))
    expect(code).toBe(0)
    expect(stdout.trimEnd()).toMatch(verdict)
  })

  it('with other threads than --threads says is reported with those that it ran', async () => {
    const words = [0, 1].flatMap((n) => ['--set', `af-packet.${n}.threads=2`])
    const { stdout } = await peerup(once('--binary', engine, '--', ...words))
    expect(stdout).toContain(
      '1 pair x 2 threads, rings not delayed (--threads 1, but the engine ran 2)',
    )
  })

  it('is not measured if the library does not reach it', async () => {
    const path = join(scratch(), 'bare')
    writeFileSync(path, `#!/bin/sh\nunset LD_PRELOAD\nexec ${engine} "$@"\n`, { mode: 0o755 })
    const { code, stdout, stderr } = await peerup(once('--binary', path))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('got none after its start: the library that delays its rings')
    expect(stderr).toContain(`${path} is a script (#!/bin/sh)`)
  })
})

it('an engine that cannot start is reported with its own message', async () => {
  const { code, stdout, stderr } = await peerup(once('--binary', fixture('broken')))
  expect(code).toBe(1)
  expect(stdout).toContain('cycle 1: did not start')
  expect(stderr).toContain('to start, it ended with code 7')
  expect(stderr).toContain('E: afpacket: cannot have what it needs')
})

describe('a program that is no engine is an error, and no wedge', () => {
  it('such as a script that does something else for long', async () => {
    const path = join(scratch(), 'nap')
    writeFileSync(path, '#!/bin/sh\necho zzz\nsleep 600\n', { mode: 0o755 })
    const { code, stdout, stderr } = await peerup(once('--binary', path, '--deadline', '1'))
    expect(code).toBe(1)
    expect(stdout).toContain('cycle 1: did not start, no sign of an engine')
    expect(stdout.trimEnd()).toMatch(/in 0 of 1 cycles; no cycle was probed$/)
    expect(stderr).toMatch(/there was no sign of an engine within 1\.\d s; its last lines: zzz/)
    expect(stderr).toContain(`${path} is a script (#!/bin/sh)`)
  })

  it('such as a program that ends at once', async () => {
    const { code, stdout, stderr } = await peerup(once('--binary', '/bin/true'))
    expect(code).toBe(1)
    expect(stdout).toContain('no cycle was probed')
    expect(stderr).toContain('to start, it ended with code 0')
    expect(stderr).toContain('/bin/true is a program without the name peerslist')
  })
})

/** An event, as the preloaded library reports it. */
const tells = `echo '{"event":"bound","thread":"W#01-tx0","us":0}' >&5`

it('an engine that starts in one of three cycles is judged by this cycle', async () => {
  const folder = scratch()
  const path = join(folder, 'moody')
  const once1 = `[ -e ${folder}/was ] && exit 3; : > ${folder}/was`
  const words = 'echo "Notice: threads: Threads created -> W: 2   Engine started."; exec sleep 600'
  writeFileSync(path, `#!/bin/sh\n${once1}\n${tells}\n${words}\n`, { mode: 0o755 })
  const { code, stdout } = await peerup(once('--cycles', '3', '--binary', path))
  expect(code).toBe(0)
  expect(stdout.trimEnd()).toMatch(/; 1 pair wedged in the 1 of 3 cycles that was probed$/)
})

it('an engine that ignores SIGTERM is killed, and forwards nothing meanwhile', async () => {
  const { code, stdout } = await peerup(once('--binary', fixture('stubborn')))
  expect(code).toBe(0)
  expect(stdout).toContain(', ended by SIGKILL after ignoring SIGTERM')
  expect(stdout).toContain('Ended: 1 by SIGKILL after ignoring SIGTERM.')
  expect(stdout).toContain('ENOTSOCK in 0 of 1 cycles; 1 pair wedged')
})

it('without namespaces, reproduce says so and ends with 3', async () => {
  const under = ['unshare', '--user', '--map-user=65534', '--']
  const { code, stderr } = await peerup(once(), { under })
  expect(code).toBe(3)
  expect(stderr).toContain('CAP_SYS_ADMIN')
})

describe('nothing of reproduce is left', () => {
  const running = () => startPeerup(['reproduce', '--cycles', '1000', '--pairs', '2'])

  it('by kill -9, in the middle of a start', async () => {
    const run = running()
    await run.until(/cycle 1: /)
    await run.family.holdMember('forwarder')
    run.kill('SIGKILL')
    expect((await run.ended).signal).toBe('SIGKILL')
    await run.family.awaitGone()
  })

  it('by kill -9, with an engine that ignores SIGTERM', async () => {
    const run = startPeerup(once('--binary', fixture('stubborn')))
    await run.family.awaitMember('sleep')
    run.kill('SIGKILL')
    await run.ended
    await run.family.awaitGone()
  })

  it('by SIGINT twice, which is reported once', async () => {
    const run = running()
    await run.until(/cycle 1: /)
    run.kill('SIGINT')
    run.kill('SIGINT')
    const { code, stderr, all } = await run.ended
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'peerup: interrupted' })
    expect(all).not.toMatch(/^ {4}at /m)
    run.family.expectGone()
  })
})
