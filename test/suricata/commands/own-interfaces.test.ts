import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/core/package-root.js'
import { peerup } from '../../cli/cli.js'

/** A namespace of the test's own, with two cables: eth1 to eth3, eth2 to eth4. */
const cabled = `
  ip link add eth1 type veth peer name eth3
  ip link add eth2 type veth peer name eth4
  for i in eth1 eth2 eth3 eth4; do
    echo 1 >/proc/sys/net/ipv6/conf/$i/disable_ipv6
    ip link set $i arp off up
  done
  exec "$@"`

const race = 'v8.clean-start.1x1.SendImpliesPeerUp'

const replayOf = (name: string, ...options: string[]) =>
  peerup(['replay', join(packageRoot, 'traces', `${name}.itf.json`), ...options], {
    under: ['unshare', '--net', 'sh', '-ec', cabled, 'sh'],
  })
const replayOn = (...options: string[]) => replayOf(race, ...options)

describe('a replay on existing interfaces', () => {
  it("reproduces the race, under the engine's names of the interfaces", async () => {
    const { stdout, code } = await replayOn(
      ...['--interfaces', 'eth1:eth2', '--clients', 'eth3:eth4'],
    )
    expect(code).toBe(0)
    expect(stdout).toContain('the kernel answered ENOTSOCK')
    expect(stdout).toContain('eth1: sending packet failed on socket 0')
    expect(stdout).toContain('afterwards: forwards')
  })

  it('is refused by a variant without such a behaviour', async () => {
    const { stdout, code } = await replayOn(
      ...['--variant', 'fix-a', '--interfaces', 'eth1:eth2', '--clients', 'eth3:eth4'],
    )
    expect(code).toBe(0)
    expect(stdout).toContain('fix-a: refused at step 21 (Guard of W#01-rx0)')
  })

  it.each([
    ['is not there', ['--interfaces', 'eth1:eth9', '--clients', 'eth3:eth4'], 'got "eth9"'],
    [
      'is named twice',
      ['--interfaces', 'eth1:eth1', '--clients', 'eth3:eth4'],
      'each interface once',
    ],
    [
      'stands on both sides',
      ['--interfaces', 'eth1:eth2', '--clients', 'eth3:eth1'],
      'eth1 on both',
    ],
    [
      'lacks its pair',
      ['--interfaces', 'eth1', '--clients', 'eth3:eth4'],
      'one pair such as eth1:eth2',
    ],
    ['has no client', ['--interfaces', 'eth1:eth2'], '--interfaces requires --clients'],
    ['is a client alone', ['--clients', 'eth3:eth4'], '--clients requires --interfaces'],
  ])('is wrong usage if an interface %s', async (_, options, message) => {
    const { stderr, code } = await replayOn(...options)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  // Other programs may use them, and a killed replay would leave them down.
  it.each([
    ['goes down', 'v7.flap.1x1.SendUsesPeersSocket'],
    ['comes up', 'v8.failed-open.1x1.EveryThreadForwards'],
  ])('changes none of them: a trace whose link %s is wrong usage', async (_, name) => {
    const own = ['--interfaces', 'eth1:eth2', '--clients', 'eth3:eth4']
    const { stdout, stderr, code } = await replayOf(name, ...own)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('peerup: usage: expected a trace whose links are up')
    expect(stderr).toContain('got one in which a link changes')
    expect(stderr).toContain('to do: replay it without --interfaces')
  })
})
