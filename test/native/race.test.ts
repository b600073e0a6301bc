import { describe, expect, it } from 'vitest'
import { binary, type GatedForwarder } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

/** tx0 forwards, while rx0 has bumped last but has not set up its ring. */
async function startRace(program: string): Promise<GatedForwarder> {
  const forwarder = await start({ variant: 'v8', program })
  await forwarder.bring(tx, 'BeginRing')
  await forwarder.bring(rx, 'BeginRing')
  await forwarder.bring(tx, 'Receive')
  return forwarder
}

/** Brings a frame for tx0 and returns the result of its send. */
async function sendFrame(forwarder: GatedForwarder): Promise<string | undefined> {
  await forwarder.frame(tx)
  const { sent } = await forwarder.step(tx, 'Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send')
  return sent[tx]?.result
}

const warning = /Warning: af-packet: rx0: sending packet failed on socket 0/g

describe('the warning', () => {
  it.each([
    ['forwarder', 1],
    ['forwarder-mutant-warning-unlimited', 3],
  ])('of %s appears %i times for three failing sends', async (program, times) => {
    const forwarder = await startRace(binary(program))
    for (let i = 0; i < 3; i++) expect(await sendFrame(forwarder)).toBe('ENOTSOCK')
    const { log } = await forwarder.finish()
    expect(log.match(warning)).toHaveLength(times)
  })
})

describe('a peer that comes up later', () => {
  it('gets frames once it has published: the race is over', async () => {
    const forwarder = await startRace(binary('forwarder'))
    expect(await sendFrame(forwarder)).toBe('ENOTSOCK')
    await forwarder.bring(rx, 'Receive')
    expect(await sendFrame(forwarder)).toBe('ok')
  })
})
