import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { GatedForwarder } from './gated-forwarder.js'
import { processesIn } from './leftovers.js'
import { Lines, within } from './waiting.js'

let folder: string
let running: SupervisedProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-links-test-'))
})
afterEach(async () => {
  await Promise.all(running.map((supervised) => supervised.end()))
  running = []
  const left = readdirSync(folder)
  rmSync(folder, { recursive: true, force: true })
  expect(left).toEqual([])
})

function shell(script: string, down: string[] = []): SupervisedProcess {
  const supervised = supervise('sh', ['-c', script], {
    network: 'tx0:rx0,tx1:rx1',
    down,
    sockets: 1,
    env: { TMPDIR: folder },
  })
  running.push(supervised)
  return supervised
}

function injectorOf(supervised: SupervisedProcess): (command: string) => Promise<unknown> {
  const [socket] = supervised.sockets
  if (socket === undefined) throw new Error('expected the socket of the injector')
  const lines = new Lines(socket)
  return async (command) => {
    socket.write(`${command}\n`)
    return JSON.parse((await lines.next(15_000)) ?? 'null')
  }
}

type Link = { ifname: string; flags: string[] }

/** The interfaces that `ip -j link` shows to be up. */
const up = (json: string) =>
  (JSON.parse(json) as Link[])
    .filter(({ ifname, flags }) => ifname !== 'lo' && flags.includes('UP'))
    .map(({ ifname }) => ifname)

describe('interfaces that are down when the program starts', () => {
  it('are the given ones, without ARP like the others', async () => {
    const supervised = shell('ip -j link', ['tx0', 'rx1'])
    const links = (await text(supervised.stdout)).trim()
    expect(up(links)).toEqual(['rx0', 'tx1'])
    for (const { flags } of (JSON.parse(links) as Link[]).slice(1)) {
      expect(flags).toContain('NOARP')
    }
    await supervised.ended
  })

  it.each([['tx9'], ['lo'], ['']])(
    'cannot include %j, which is not of the network',
    async (name) => {
      const supervised = supervise('true', [], {
        network: 'tx0:rx0',
        down: ['tx0', name],
        sockets: 1,
      })
      await expect(supervised.ended).rejects.toThrow(`interfaces of --network, got "${name}"`)
    },
  )
})

describe('a link', () => {
  it('changes on a link command, as the program sees, and no other link does', async () => {
    const supervised = shell(
      // Opened for reading and writing, so that the pipe does not end between two questions.
      'mkfifo {dir}/ask; exec 8<>{dir}/ask; echo {dir}; while read -r _ <&8; do ip -j link; done',
    )
    const output = new Lines(supervised.stdout)
    const directory = await output.next()
    const ask = injectorOf(supervised)
    for (const value of ['down', 'down', 'up', 'up', 'down'] as const) {
      expect(await ask(`link tx0 ${value}`)).toEqual({ link: value })
      await writeFile(join(String(directory), 'ask'), '\n')
      const others = ['rx0', 'tx1', 'rx1']
      expect(up(String(await output.next()))).toEqual(value === 'up' ? ['tx0', ...others] : others)
    }
  })

  it('carries a frame as soon as it is up, every time', async () => {
    const forwarder = await GatedForwarder.start({ variant: 'v7', threads: 2 })
    running.push(forwarder.supervised)
    for (const thread of forwarder.threads) await forwarder.bring(thread, 'SynchronizeStart')
    for (let i = 0; i < 20; i++) {
      expect((await forwarder.link('tx0', 'down')).link.tx0).toBe('down')
      expect((await forwarder.link('tx0', 'up')).link.tx0).toBe('up')
      const { extra } = await forwarder.frame('W#02-tx0')
      expect(extra.frame).toMatchObject({ 'W#01-tx0': false, 'W#02-tx0': true })
    }
  })

  it.each([
    ['link', 'expected send'],
    ['link tx0', 'expected send'],
    ['link tx9 up', 'No such device'],
    ['link tx0 sideways', 'expected up or down'],
    ['link tx0 up now', 'expected send'],
  ])('does not change on "%s": %s', async (command, expected) => {
    const ask = injectorOf(shell('sleep 600'))
    expect(await ask(command)).toEqual({ error: expect.stringContaining(expected) })
    expect(await ask('link tx0 down')).toEqual({ link: 'down' })
  })

  it('does not change without a network of the keeper', async () => {
    const supervised = supervise(join(nativeFolder, 'injector'), [], { sockets: 1 })
    running.push(supervised)
    expect(await injectorOf(supervised)('link lo down')).toEqual({
      error: expect.stringContaining('use the one that the keeper starts with --network'),
    })
  })

  it('leaves nothing when the run ends while it is down', async () => {
    const supervised = shell('readlink /proc/self/ns/net; sleep 600')
    const namespace = await new Lines(supervised.stdout).until(/net:/)
    expect(await injectorOf(supervised)('link rx1 down')).toEqual({ link: 'down' })
    expect(processesIn(namespace).length).toBeGreaterThan(0)
    await within(10_000, 'the end', supervised.end())
    expect(processesIn(namespace)).toEqual([])
  })

  it('leaves nothing but the directory when the keeper is killed while it is down', async () => {
    const keeper = spawn(
      join(nativeFolder, 'keeper'),
      [
        ...['--network', 'tx0:rx0', '--down', 'rx0', '--'],
        ...['sh', '-c', 'readlink /proc/self/ns/net; sleep 600'],
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: folder },
      },
    )
    const [, stdout, , , socket] = keeper.stdio as unknown as Duplex[]
    if (!stdout || !socket) throw new Error('expected pipes')
    const [out, answers] = [new Lines(stdout), new Lines(socket)]
    const namespace = await out.until(/net:/)
    socket.write('link tx0 down\n')
    expect(await answers.next()).toBe('{"link":"down"}')
    keeper.kill('SIGKILL')
    // Every process of the namespace holds this pipe.
    expect(await out.next()).toBe(null)
    expect(processesIn(namespace)).toEqual([])
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  })
})
