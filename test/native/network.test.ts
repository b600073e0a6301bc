import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { processesIn, processesWith, uniqueMark } from './leftovers.js'
import { Lines, within } from './waiting.js'

let folder: string
let mark: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-network-test-'))
  mark = uniqueMark()
})
afterEach(() => {
  const left = { processes: processesWith(mark), files: readdirSync(folder) }
  rmSync(folder, { recursive: true, force: true })
  expect(left).toEqual({ processes: [], files: [] })
})

const shell = (network: string, script: string): SupervisedProcess =>
  supervise('sh', ['-c', script], { network, sockets: 1, env: { TMPDIR: folder } })

function injectorOf(kept: SupervisedProcess): {
  ask(command: string): Promise<unknown>
  socket: Duplex
} {
  const [socket] = kept.sockets
  if (socket === undefined) throw new Error('expected the socket of the injector')
  const lines = new Lines(socket)
  return {
    socket,
    ask: async (command) => {
      socket.write(`${command}\n`)
      return JSON.parse((await lines.next()) ?? 'null')
    },
  }
}

type Link = { ifname: string; flags: string[]; operstate: string }

describe('the network', () => {
  it('holds the interfaces alone, up and without ARP and IPv6', async () => {
    const kept = shell(
      'tx0:rx0,tx1:rx1',
      'ip -j link; cat /proc/sys/net/ipv6/conf/all/disable_ipv6 /proc/net/if_inet6',
    )
    const [links, disabled, ...addresses] = (await text(kept.stdout)).trimEnd().split('\n')
    const [lo, ...pairs] = JSON.parse(links ?? '') as Link[]
    expect(lo?.ifname).toBe('lo')
    expect(pairs.map(({ ifname }) => ifname)).toEqual(['tx0', 'rx0', 'tx1', 'rx1'])
    for (const { flags, operstate } of pairs) {
      expect(flags).toEqual(expect.arrayContaining(['UP', 'LOWER_UP', 'NOARP']))
      expect(operstate).toBe('UP')
    }
    expect({ disabled, addresses }).toEqual({ disabled: '1', addresses: [] })
    await kept.ended
  })

  it('is in a process namespace of its own, with its own /proc', async () => {
    const kept = shell('tx0:rx0', 'echo $$; cd /proc; echo [0-9]* | wc -w')
    const [pid, count] = (await text(kept.stdout)).split('\n').map(Number)
    // The first process, the injector, this shell, and wc.
    expect(pid).toBe(3)
    expect(count).toBeLessThan(6)
    await kept.ended
  })

  it('has a /run of its own, which nobody else sees', async () => {
    const name = `peerup-test-${mark}`
    const script = `echo >/run/${name}; ls -A /run; echo ready; exec sleep 600`
    const one = shell('tx0:rx0', script)
    const lines = new Lines(one.stdout)
    expect([await lines.next(), await lines.next()]).toEqual([name, 'ready'])
    const other = shell('tx0:rx0', 'ls -A /run')
    const seen = { other: await text(other.stdout), here: existsSync(join('/run', name)) }
    await one.end()
    await other.ended
    rmSync(join('/run', name), { force: true })
    expect(seen).toEqual({ other: '', here: false })
  })

  it('has the /run of all where its directory lies in there', async () => {
    const inRun = mkdtempSync('/run/peerup-network-test-')
    const env = { TMPDIR: inRun }
    const script = `ls -d ${inRun}; [ -d $TMPDIR ] && echo own`
    const kept = supervise('sh', ['-c', script], { network: 'tx0:rx0', sockets: 1, env })
    const seen = await text(kept.stdout)
    await kept.ended
    rmSync(inRun, { recursive: true })
    expect(seen).toBe(`${inRun}\nown\n`)
  })

  it('keeps the injector from the program: descriptor 4 is closed', async () => {
    const kept = shell('tx0:rx0', 'readlink /proc/$$/fd/4 || echo none')
    expect(await text(kept.stdout)).toBe('none\n')
    await kept.ended
  })

  it('ends the program by itself on stop', async () => {
    const kept = shell('tx0:rx0', 'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done')
    await new Lines(kept.stdout).until(/ready/)
    kept.stop()
    expect(await within(10_000, 'the end', kept.ended)).toEqual({ code: 5, signal: null })
  })

  it('names an interface that cannot be', async () => {
    const kept = supervise('true', [], { network: 'a%d:b', sockets: 1, env: { TMPDIR: folder } })
    await expect(kept.ended).rejects.toThrow('a%d')
  })
})

describe('nothing is left of the network', () => {
  const program = () =>
    `readlink /proc/self/ns/net; (setsid sleep 600.${mark} &); sleep 601.${mark}`

  it('when the lifeline is closed', async () => {
    const kept = shell('tx0:rx0', program())
    const namespace = await new Lines(kept.stdout).until(/net:/)
    expect(processesIn(namespace).length).toBeGreaterThan(0)
    await within(10_000, 'the end', kept.end())
    expect(processesIn(namespace)).toEqual([])
  })

  it('when the program ends', async () => {
    const kept = shell(
      'tx0:rx0',
      `readlink /proc/self/ns/net; (setsid sleep 602.${mark} &); exit 6`,
    )
    const namespace = await new Lines(kept.stdout).until(/net:/)
    expect(await within(10_000, 'the end', kept.ended)).toEqual({ code: 6, signal: null })
    expect(processesIn(namespace)).toEqual([])
  })

  it('but the directory, when the keeper itself is killed', async () => {
    const keeper = spawn(
      join(nativeFolder, 'keeper'),
      ['--network', 'tx0:rx0', '--', 'sh', '-c', program()],
      {
        stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: folder },
      },
    )
    const out = new Lines(keeper.stdio[1] as NodeJS.ReadableStream as Duplex)
    const namespace = await out.until(/net:/)
    keeper.kill('SIGKILL')
    // Everything in there holds this pipe.
    expect(await out.next()).toBe(null)
    expect(processesIn(namespace)).toEqual([])
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  })
})

/** Whether this kernel lets nobody have a user namespace. */
const unprivileged = { uid: 65534, gid: 65534 }
const mayUnshare = spawnSync('unshare', ['-Urn', 'true'], unprivileged).status === 0

it.runIf(process.getuid?.() === 0)(
  `who is not root ${mayUnshare ? 'has the same network' : 'is told what permission lacks'}`,
  async () => {
    const bin = join(folder, 'bin')
    execFileSync('mkdir', ['-p', bin, join(folder, 'tmp')])
    for (const name of ['keeper', 'injector'])
      copyFileSync(join(nativeFolder, name), join(bin, name))
    execFileSync('chown', ['-R', '65534:65534', folder])
    chmodSync(folder, 0o755)
    const keeper = spawn(
      join(bin, 'keeper'),
      ['--network', 'tx0:rx0', '--', 'sh', '-c', 'id -u; ip -br link show tx0'],
      {
        ...unprivileged,
        stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: join(folder, 'tmp') },
      },
    )
    const out = new Lines(keeper.stdio[1] as NodeJS.ReadableStream as Duplex)
    const said = await new Lines(keeper.stdio[3] as NodeJS.ReadableStream as Duplex).next()
    if (mayUnshare) {
      expect(await out.rest()).toEqual(['0', expect.stringContaining('tx0')])
      expect(said).toBe('{"exit":{"code":0,"signal":null}}')
    } else {
      expect(said).toContain('"what":"unshare","errno":"EPERM"')
    }
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    rmSync(bin, { recursive: true })
    rmSync(join(folder, 'tmp'), { recursive: true })
  },
)

describe('the injector', () => {
  /** Nothing forwards here: what is sent is seen by nobody. */
  const quiet = () => shell('tx0:rx0', 'sleep 600')

  it('sends a frame for each place in the fanout group', async () => {
    const kept = quiet()
    const { ask } = injectorOf(kept)
    expect(await ask('send tx0 0 1')).toEqual({ sent: 1 })
    expect(await ask('send rx0 1 2')).toEqual({ sent: 2 })
    expect(await ask('send tx0 0 0')).toEqual({ sent: 0 })
    await kept.end()
  })

  it('counts nothing where nothing forwards, and ends at its count or deadline', async () => {
    const kept = quiet()
    const { ask } = injectorOf(kept)
    const none = { in: 'tx0', out: 'rx0', received: 0, firstMs: null }
    // A second for each: time enough, however busy this machine is.
    expect(await ask('probe tx0 rx0 1 2 2000')).toEqual({
      probe: { ...none, sent: 2, targets: [0] },
    })
    const { probe } = (await ask('probe tx0 rx0 2 1000000 20')) as { probe: { sent: number } }
    expect(probe).toMatchObject(none)
    expect(probe.sent).toBeLessThan(1000)
    expect(await ask('flood tx0 rx0 1000')).toMatchObject({ flood: { sent: 1000, received: 0 } })
    await kept.end()
  })

  it.each([
    ['', 'expected send'],
    ['nonsense', 'expected send'],
    ['send tx0', 'expected send'],
    ['send tx0 0 1 2', 'expected send'],
    ['send tx9 0 1', 'No such device'],
    ['send tx0 x 1', 'expected a number'],
    ['send tx0 -1 1', 'expected a number'],
    ['send tx0 0 100', 'expected a number'],
    ['probe tx0 rx9 1 1 1', 'No such device'],
    ['probe tx0 rx0 0 1 1', 'expected a number'],
    ['flood tx0 rx0 1e9', 'expected a number'],
  ])('answers "%s" with an error: %s', async (command, expected) => {
    const kept = quiet()
    const { ask } = injectorOf(kept)
    expect(await ask(command)).toEqual({ error: expect.stringContaining(expected) })
    expect(await ask('send tx0 0 1')).toEqual({ sent: 1 })
    await kept.end()
  })

  it('ends when its commands end, and the program goes on', async () => {
    const kept = shell('tx0:rx0', 'cd /proc; while [ -e 2 ]; do :; done; echo gone')
    injectorOf(kept).socket.end()
    expect(await new Lines(kept.stdout).next()).toBe('gone')
    await kept.ended
  })
})
