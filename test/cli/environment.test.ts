import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { replayResult } from '../../src/report/results.js'
import { checkResult } from '../../src/suricata/check-result.js'
import { counterexample, propertyCount, smallest } from '../check/traces.js'
import { json, peerup, type RunOptions, scratch } from './cli.js'

let trace: string
beforeAll(async () => {
  trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
})

async function check(args: readonly string[], options: RunOptions) {
  const file = join(scratch(), 'check.json')
  const ended = await peerup(['check', ...args, ...smallest, '--json', file], options)
  return { ...ended, result: checkResult.parse(json(file)) }
}

const names = [
  ...['Java', 'TLC (jar)', 'C compiler', 'make', 'native programs', 'namespaces', 'AF_PACKET'],
  'Chromium',
]

/** The lines of doctor, one for each requirement. */
async function doctor(options: RunOptions = {}) {
  const { code, stdout, stderr } = await peerup(['doctor'], options)
  expect(stderr).toBe('')
  const lines = stdout.split('\n').map((line) => /^(ok|missing) +(.+?) {2,}(.+)$/.exec(line))
  const found = lines.flatMap((line) => (line === null ? [] : [line.slice(1)]))
  expect(found).toHaveLength(stdout.split('\n').length)
  expect(found.map(([, name]) => name)).toEqual(names)
  return {
    code,
    missing: found.flatMap(([state, name]) => (state === 'ok' ? [] : [name])),
    fixes: found.flatMap(([state, , text]) => (state === 'ok' ? [] : [text])),
  }
}

it('doctor finds everything here', async () => {
  expect(await doctor()).toEqual({ code: 0, missing: [], fixes: [] })
})

// As in a plain container: no capability, and no user namespace to get one. The kernel refuses with EPERM
// (seccomp, an unmapped user) or ENOSPC (user.max_user_namespaces is 0).
const plain = [
  { errno: 'EPERM', under: ['unshare', '--user', '--map-user=65534', '--'] },
  {
    errno: 'ENOSPC',
    under: [
      ...['unshare', '--user', '--map-root-user', '--', 'sh', '-c'],
      'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set -all --inh-caps -all -- "$@"',
      'sh',
    ],
  },
]

describe.each(plain)('without permission for namespaces ($errno)', ({ errno, under }) => {
  const reason = /unshare: .* \((EPERM|ENOSPC)\)/
  const howTo = 'to do: run as root with CAP_NET_ADMIN and CAP_SYS_ADMIN'

  it('check model-checks everything, reports the replays as not run with the reason, and ends with 3', async () => {
    const args = ['--variant', 'v8', 'v7', '--verbose']
    const { code, stdout, stderr, result } = await check(args, { under })
    expect(code).toBe(3)
    expect(result.models).toHaveLength(2 * propertyCount)
    expect(result.models.every(({ verdict, expected }) => verdict === expected)).toBe(true)
    const rows = result.replays.map((row) => ('variant' in row ? [row.trace, row.variant] : []))
    expect(rows).toEqual(
      expect.arrayContaining([
        ['v8.clean-start.1x1.SendImpliesPeerUp', 'v8'],
        ['v8.clean-start.1x1.SendImpliesPeerUp', 'v7'],
        ['v7.clean-start.1x1.NeverSends', 'v7'],
      ]),
    )
    for (const row of result.replays) {
      expect(row).toMatchObject({ verdict: 'not-run', why: expect.stringMatching(reason) })
    }
    expect(stdout).toContain(`(${errno})`)
    expect(stdout).toMatch(/\| SendImpliesPeerUp +\| VIOLATED \(24 steps\) +\| holds/)
    expect(stdout).toMatch(/! not run, \d+ of \d+: unshare: /)
    expect(stdout).toMatch(
      /Everything that ran is as expected: .* Not everything ran: see the error above\./,
    )
    expect(stderr).toMatch(/^peerup: environment: unshare: /)
    expect(stderr).toContain(howTo)
  })

  it('replay ends with 3 and says how to allow it', async () => {
    const { code, stdout, stderr } = await peerup(['replay', trace], { under })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^peerup: environment: unshare: /)
    expect(stderr).toContain(howTo)
  })

  it('doctor says what is missing and how to allow it', async () => {
    const { code, missing, fixes } = await doctor({ under })
    expect({ code, missing }).toEqual({ code: 3, missing: ['namespaces', 'AF_PACKET'] })
    for (const fix of fixes) expect(fix).toContain('CAP_NET_ADMIN')
  })

  it('check replays what needs no network', async () => {
    const { code } = await peerup(
      ['check', '--spec', 'examples/lost-update', '--out', join(scratch(), 'out')],
      { under, env: { CHROMIUM: rootless() } },
    )
    expect(code).toBe(0)
  })
})

/** Chromium's sandbox needs namespaces as well: without root, it runs with --no-sandbox. */
function rootless(): string {
  const file = join(scratch(), 'chromium')
  writeFileSync(file, '#!/bin/sh\nexec chromium --no-sandbox "$@"\n')
  chmodSync(file, 0o755)
  return file
}

// The keeper makes a user namespace for itself. (To map root there, the kernel requires CAP_SETFCAP of root.)
it('with user namespaces and no capability for networks, everything is replayed', async () => {
  const under = ['setpriv', '--bounding-set', '-all,+setfcap', '--inh-caps', '-all', '--']
  const file = join(scratch(), 'replay.json')
  const { code } = await peerup(['replay', trace, '--json', file], { under })
  expect(code).toBe(0)
  expect(replayResult.parse(json(file)).replay).toMatchObject({
    ...{ verdict: 'reproduced', errno: 'ENOTSOCK', afterwards: 'forwards' },
  })
})

describe('without a browser', () => {
  const nowhere = { env: { CHROMIUM: '/no/such/browser' } }
  const howTo = 'to do: install chromium'

  it.each([
    [
      'that exists',
      () => '/no/such/browser',
      'expected an executable browser, got /no/such/browser',
    ],
    ['that keeps running', () => '/bin/false', 'Chromium ended before it listened'],
  ])('%s, check prints its results and ends with 3', async (_, browser, message) => {
    const out = join(scratch(), 'out')
    const args = ['--variant', 'v7', '--no-replay', '--out', out]
    const { code, stdout, stderr, result } = await check(args, { env: { CHROMIUM: browser() } })
    expect(code).toBe(3)
    expect(stderr).toContain(`peerup: environment: ${message}`)
    expect(stderr).toContain(howTo)
    expect(stdout).toContain('| v7 (7.0.x) | safe and live |')
    expect(stdout).toContain('Not everything ran: see the error above.')
    expect(result.models.every(({ verdict, expected }) => verdict === expected)).toBe(true)
  })

  it('diagram ends with 3 for a picture, and writes text without one', async () => {
    const picture = join(scratch(), 'story.svg')
    const { code, stderr } = await peerup(['diagram', trace, '--out', picture], nowhere)
    expect(code).toBe(3)
    expect(stderr).toContain(howTo)
    expect(readdirSync(dirname(picture))).toEqual([])
    expect(await peerup(['diagram', trace], nowhere)).toMatchObject({ code: 0 })
  })

  it('doctor says so', async () => {
    const { code, missing, fixes } = await doctor(nowhere)
    expect({ code, missing }).toEqual({ code: 3, missing: ['Chromium'] })
    expect(fixes).toEqual([expect.stringContaining('install chromium')])
  })
})

describe('without Java', () => {
  // This path has no program at all; the CLI itself needs none.
  const nothing = { env: { PATH: '/no/such/folder' } }

  it('check ends with 3, says what to install, and has a row for everything that did not run', async () => {
    const { code, stdout, stderr, result } = await check(['--variant', 'v7', 'v8'], nothing)
    expect(code).toBe(3)
    expect(stderr).toContain('peerup: environment: cannot start Java: ')
    expect(stderr).toContain('default-jre-headless')
    expect(stderr.match(/cannot start Java/g)).toHaveLength(1)
    expect(result.models).toHaveLength(2 * propertyCount)
    expect(new Set(result.models.map(({ verdict }) => verdict))).toEqual(new Set(['not-run']))
    for (const label of ['v7 (7.0.x)', 'v8 (8.0.0-8.0.5)'])
      expect(stdout).toContain(`| ${label.padEnd(16)} | not run     |`)
    const all = 2 * propertyCount
    expect(stdout).toContain(`\n! not run, ${all} of ${all} verdicts: cannot start Java: `)
    expect(stdout).toContain('Nothing ran: see the error above.')
    expect(stdout).not.toContain('Everything that ran')
  })

  it('replay needs none, and warns that TLC did not check the trace', async () => {
    const { code, stdout, stderr } = await peerup(['replay', trace], nothing)
    expect(code).toBe(0)
    expect(stdout).toContain('reproduced')
    expect(stderr).toContain('TLC did not check that the trace violates SendImpliesPeerUp')
    expect(stderr).toContain('cannot start Java')
  })

  it('doctor says so', async () => {
    const { code, missing } = await doctor(nothing)
    expect(code).toBe(3)
    // Chromium is also searched for in /usr/bin.
    expect(missing).toEqual(['Java', 'C compiler', 'make'])
  })
})

describe('with another jar', () => {
  const at = (jar: string) => ({ env: { TLA2TOOLS_JAR: jar } })

  it('that does not exist, check and doctor end with 3 and say what to set', async () => {
    const nowhere = at('/no/such/tla2tools.jar')
    const { code, stdout, stderr } = await peerup(['check', '--variant', 'v7'], nowhere)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('TLA2TOOLS_JAR names a missing file: /no/such/tla2tools.jar')
    expect(stderr).toContain('to do: set TLA2TOOLS_JAR')
    const { missing } = await doctor(nowhere)
    expect(missing).toEqual(['TLC (jar)'])
  })

  it('that is no jar, no model counts as checked', async () => {
    const { code, stderr, result } = await check(
      ['--variant', 'v7', '--no-replay'],
      at('README.md'),
    )
    expect(code).toBe(3)
    expect(stderr).toContain('peerup: environment: the jar contains no TLC: ')
    expect(stderr).toContain('to do: unset TLA2TOOLS_JAR')
    expect(result.models.some(({ verdict }) => ['holds', 'violated'].includes(verdict))).toBe(false)
  })
})

it('with too few file descriptors to load, the error says to raise the limit', async () => {
  const under = ['/bin/sh', '-c', 'ulimit -n 40; exec "$@"', 'sh']
  const { code, stderr } = await peerup(['replay', trace], { under })
  expect(code).toBe(3)
  expect(stderr).toContain('got EMFILE')
  expect(stderr).toContain('to do: raise the limit: ulimit -n')
})
