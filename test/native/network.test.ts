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

function injectorOf(supervised: SupervisedProcess): {
  ask(command: string): Promise<unknown>
  socket: Duplex
} {
  const [socket] = supervised.sockets
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
  it('has the interfaces and lo alone, up and without ARP and IPv6', async () => {
    const supervised = shell(
      'tx0:rx0,tx1:rx1',
      'ip -j link; cat /proc/sys/net/ipv6/conf/all/disable_ipv6 /proc/net/if_inet6',
    )
    const [links, disabled, ...addresses] = (await text(supervised.stdout)).trimEnd().split('\n')
    const [lo, ...pairs] = JSON.parse(links ?? '') as Link[]
    expect(lo?.ifname).toBe('lo')
    expect(pairs.map(({ ifname }) => ifname)).toEqual(['tx0', 'rx0', 'tx1', 'rx1'])
    for (const { flags, operstate } of pairs) {
      expect(flags).toEqual(expect.arrayContaining(['UP', 'LOWER_UP', 'NOARP']))
      expect(operstate).toBe('UP')
    }
    expect({ disabled, addresses }).toEqual({ disabled: '1', addresses: [] })
    await supervised.ended
  })

  it('is in its own PID namespace, with its own /proc', async () => {
    const supervised = shell('tx0:rx0', 'echo $$; cd /proc; echo [0-9]* | wc -w')
    const [pid, count] = (await text(supervised.stdout)).split('\n').map(Number)
    // The first process, the injector, this shell, and wc.
    expect(pid).toBe(3)
    expect(count).toBeLessThan(6)
    await supervised.ended
  })

  it('has its own /run, which no other run and no process outside sees', async () => {
    const name = `peerup-test-${mark}`
    const script = `echo >/run/${name}; ls -A /run; echo ready; exec sleep 600`
    const one = shell('tx0:rx0', script)
    const lines = new Lines(one.stdout)
    expect([await lines.next(), await lines.next()]).toEqual([name, 'ready'])
    const other = shell('tx0:rx0', 'ls -A /run')
    const found = { other: await text(other.stdout), outside: existsSync(join('/run', name)) }
    await one.end()
    await other.ended
    rmSync(join('/run', name), { force: true })
    expect(found).toEqual({ other: '', outside: false })
  })

  it('has the /run of the system if its directory is in it', async () => {
    const inRun = mkdtempSync('/run/peerup-network-test-')
    const env = { TMPDIR: inRun }
    const script = `ls -d ${inRun}; [ -d $TMPDIR ] && echo own`
    const supervised = supervise('sh', ['-c', script], { network: 'tx0:rx0', sockets: 1, env })
    const output = await text(supervised.stdout)
    await supervised.ended
    rmSync(inRun, { recursive: true })
    expect(output).toBe(`${inRun}\nown\n`)
  })

  it('keeps the injector from the program: descriptor 4 is closed', async () => {
    const supervised = shell('tx0:rx0', 'readlink /proc/$$/fd/4 || echo none')
    expect(await text(supervised.stdout)).toBe('none\n')
    await supervised.ended
  })

  it('lets the program end by itself on stop', async () => {
    const supervised = shell(
      'tx0:rx0',
      'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done',
    )
    await new Lines(supervised.stdout).until(/ready/)
    supervised.stop()
    expect(await within(10_000, 'the end', supervised.ended)).toEqual({ code: 5, signal: null })
  })

  it('names an interface that cannot exist', async () => {
    const supervised = supervise('true', [], {
      network: 'a%d:b',
      sockets: 1,
      env: { TMPDIR: folder },
    })
    await expect(supervised.ended).rejects.toThrow('a%d')
  })
})

it('ends when the keeper does: its init holds no copy of the end that the keeper reads', async () => {
  const supervised = shell(
    'tx0:rx0',
    'cd /proc/1/fd; for n in *; do [ $n -gt 2 ] && readlink $n; done | grep -c pipe',
  )
  expect(await text(supervised.stdout)).toBe('1\n')
  await supervised.ended
})

describe('nothing is left of the network', () => {
  const program = () =>
    `readlink /proc/self/ns/net; (setsid sleep 600.${mark} &); sleep 601.${mark}`

  it('when the lifeline is closed', async () => {
    const supervised = shell('tx0:rx0', program())
    const namespace = await new Lines(supervised.stdout).until(/net:/)
    expect(processesIn(namespace).length).toBeGreaterThan(0)
    await within(10_000, 'the end', supervised.end())
    expect(processesIn(namespace)).toEqual([])
  })

  it('when the program ends', async () => {
    const supervised = shell(
      'tx0:rx0',
      `readlink /proc/self/ns/net; (setsid sleep 602.${mark} &); exit 6`,
    )
    const namespace = await new Lines(supervised.stdout).until(/net:/)
    expect(await within(10_000, 'the end', supervised.ended)).toEqual({ code: 6, signal: null })
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
    // Every process of the namespace holds this pipe.
    expect(await out.next()).toBe(null)
    expect(processesIn(namespace)).toEqual([])
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  })
})

/** Whether an unprivileged user may create a user namespace here. */
const unprivileged = { uid: 65534, gid: 65534 }
const mayUnshare = spawnSync('unshare', ['-Urn', 'true'], unprivileged).status === 0

it.runIf(process.getuid?.() === 0)(
  `an unprivileged user gets ${mayUnshare ? 'the same network' : 'EPERM and the failed call'}`,
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
    const ending = await new Lines(keeper.stdio[3] as NodeJS.ReadableStream as Duplex).next()
    if (mayUnshare) {
      expect(await out.rest()).toEqual(['0', expect.stringContaining('tx0')])
      expect(ending).toBe('{"exit":{"code":0,"signal":null}}')
    } else {
      expect(ending).toContain('"what":"unshare","errno":"EPERM"')
    }
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    rmSync(bin, { recursive: true })
    rmSync(join(folder, 'tmp'), { recursive: true })
  },
)

describe('the injector', () => {
  /** No program forwards here, so no frame comes out. */
  const silentNetwork = () => shell('tx0:rx0', 'sleep 600')

  it('sends a copy for each member of the fanout group', async () => {
    const supervised = silentNetwork()
    const { ask } = injectorOf(supervised)
    expect(await ask('send tx0 0 1')).toEqual({ sent: 1 })
    expect(await ask('send rx0 1 2')).toEqual({ sent: 2 })
    expect(await ask('send tx0 0 0')).toEqual({ sent: 0 })
    await supervised.end()
  })

  it('counts no arrivals without a forwarder, and ends at its count or deadline', async () => {
    const supervised = silentNetwork()
    const { ask } = injectorOf(supervised)
    const none = { in: 'tx0', out: 'rx0', received: 0, firstMs: null }
    // A second for each frame, which is enough on a busy machine, too.
    expect(await ask('probe tx0 rx0 1 2 2000')).toEqual({
      probe: { ...none, sent: 2, targets: [0] },
    })
    const { probe } = (await ask('probe tx0 rx0 2 1000000 20')) as { probe: { sent: number } }
    expect(probe).toMatchObject(none)
    expect(probe.sent).toBeLessThan(1000)
    expect(await ask('flood tx0 rx0 1000')).toMatchObject({ flood: { sent: 1000, received: 0 } })
    await supervised.end()
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
    const supervised = silentNetwork()
    const { ask } = injectorOf(supervised)
    expect(await ask(command)).toEqual({ error: expect.stringContaining(expected) })
    expect(await ask('send tx0 0 1')).toEqual({ sent: 1 })
    await supervised.end()
  })

  it('ends at end of file, and the program goes on', async () => {
    const supervised = shell('tx0:rx0', 'cd /proc; while [ -e 2 ]; do :; done; echo gone')
    injectorOf(supervised).socket.end()
    expect(await new Lines(supervised.stdout).next()).toBe('gone')
    await supervised.ended
  })
})
