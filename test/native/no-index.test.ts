import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { binary } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

/**
 * Runs a program beside a shell in its network, which renames rx0 once `rename` exists. Before Linux
 * 6.2 an interface that is up cannot be renamed.
 */
const script = (folder: string) => `#!/bin/sh
(
  while [ ! -e ${folder}/rename ]; do sleep 0.01; done
  ip link set dev rx0 name renamed ||
    { ip link set dev rx0 down; ip link set dev rx0 name renamed; ip link set dev renamed up; }
  touch ${folder}/renamed
) <&- &
exec "$@"
`

/** The counterexample no-index of spec/left-out, past Fix A's guard. */
it('an interface that is renamed before its thread publishes is UP with index -1: ENXIO', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-rename-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'beside')
  writeFileSync(path, script(folder), { mode: 0o755 })
  const forwarder = await start({ variant: 'fix-a', program: `${path} ${binary('forwarder')}` })
  await forwarder.bring(tx, 'SynchronizeStart')
  await forwarder.bring(rx, 'PublishIfIndex')
  writeFileSync(join(folder, 'rename'), '')
  while (!existsSync(join(folder, 'renamed'))) await setTimeout(10)
  const { peer } = await forwarder.step(rx, 'PublishIfIndex', 'PublishSocket', 'PublishState')
  expect(peer[rx]).toMatchObject({ if_idx: -1, state: 'UP' })
  await forwarder.bring(tx, 'Receive')
  await forwarder.frame(tx)
  const { sent } = await forwarder.step(
    tx,
    ...['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send'],
  )
  expect(sent[tx]).toMatchObject({ result: 'ENXIO', if_idx: -1, state: 'UP' })
})
