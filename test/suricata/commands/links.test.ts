import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nativeFolder } from '../../../src/process/supervise.js'
import { replayResult } from '../../../src/report/results.js'
import { counterexample } from '../../check/traces.js'
import { json, peerup, scratch } from '../../cli/cli.js'

const tx = 'W#01-tx0'
const rx = 'W#01-rx0'

async function replay(trace: string, ...args: string[]) {
  const file = join(scratch(), 'replay.json')
  const ended = await peerup(['replay', trace, ...args, '--json', file])
  return { ...ended, ...replayResult.parse(json(file)) }
}

describe("v8's counterexample to EveryThreadForwards", () => {
  it('is reproduced by three rounds on real sockets, and stays wedged', async () => {
    const trace = await counterexample('v8.failed-open.1x1', 'EveryThreadForwards')
    const { code, stdout, stderr, replay: row, steps } = await replay(trace)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(row).toMatchObject({
      ...{ verdict: 'reproduced', step: 16, errno: 'ENOTSOCK', afterwards: 'wedged' },
    })
    // Right after the failed open the link comes up, as a step of the driver; then the loop, with the step that closes it.
    expect(steps[1]).toMatchObject({ index: 2, performer: tx, action: 'OpenSocket' })
    expect(steps[2]).toMatchObject({ index: 3, performer: 'tx0', action: 'LinkUp' })
    expect(steps.slice(12).map(({ index, round }) => [round, index])).toEqual(
      [1, 2, 3].flatMap((round) => [13, 14, 15, 16, 17].map((index) => [round, index])),
    )
    expect(stdout).toContain(`  17  ${tx}  Receive  round 3`)
    expect(stdout).toMatch(/afterwards: wedged \(tx0 to rx0: none of \d+ frames came out\)/)
    // The first failure of the socket is a line; the failing sends, one warning for all of them.
    expect(stdout.match(/sending packet failed/g)).toHaveLength(1)
  })
})

describe('a replay in another variant', () => {
  // Fix C stores DOWN where 8.0.0-8.0.5 stores nothing, and has no such behaviour.
  it('diverges at the first step with another effect, and names the variable', async () => {
    const trace = await counterexample('v8.flap.1x1', 'NeverSendsThroughAnother')
    const { code, replay: row } = await replay(trace, '--variant', 'fix-c')
    expect(row).toMatchObject({
      ...{ expected: 'refused', verdict: 'diverged', step: 17 },
      ...{ action: 'PublishDown', performer: tx },
      why: `in state 17, peer.${tx}.state: expected UP, got DOWN`,
    })
    expect(code).toBe(1)
  })

  // Both witness that a thread recovers, so nothing is expected beforehand; Fix C bumps after a failed open.
  it('may leave the trace if nothing is expected', async () => {
    const trace = await counterexample('fix-a.flap.1x1', 'NeverRecovers')
    const { code, stdout, replay: row } = await replay(trace, '--variant', 'fix-c')
    expect(row).toMatchObject({
      ...{ expected: 'unknown', verdict: 'refused', action: 'OpenSocket', performer: rx },
      why: `${rx} came to BumpReadTurn after OpenSocket, expected Reopen`,
    })
    expect(stdout).not.toContain(', expected unknown')
    expect(code).toBe(0)
  })
})

describe('an interface that never comes up', () => {
  /** The program gets another interface as tx0, and the one of the clients has no carrier. */
  function program(): string {
    const file = join(scratch(), 'program')
    const lines = [
      '#!/bin/sh -e',
      'ip link set tx0 name away0',
      'ip link add tx0 type veth peer name far0',
      `exec '${join(nativeFolder, 'forwarder')}' "$@"`,
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    chmodSync(file, 0o755)
    return file
  }

  it('times out at the deadline, with the last gate of every thread', async () => {
    const trace = await counterexample('v8.failed-open.1x1', 'SendImpliesPeerUp')
    const args = ['--program', program(), '--deadline', '1']
    const { code, stdout, seconds, replay: row, steps } = await replay(trace, ...args)
    expect(code).toBe(1)
    expect(row).toMatchObject({
      ...{ verdict: 'timed-out', step: 4, action: 'LinkUp', performer: 'tx0', errno: null },
      why: `tx0 did not complete LinkUp within 1000 ms; last gates: ${rx} at WaitTurn, ${tx} at OpenSocket`,
    })
    expect(steps.map(({ action }) => action)).toEqual(['WaitTurn', 'OpenSocket', 'Reopen'])
    expect(stdout).toContain(`gates: ${rx} at WaitTurn, ${tx} at OpenSocket`)
    expect(seconds).toBeLessThan(10)
  })
})
