import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { binary, type GatedForwarder } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

/** Starts a forwarder in a script, in its network; `$1` is a folder, the rest starts the forwarder. */
async function startIn(script: string, variant: string) {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-left-out-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'script')
  writeFileSync(path, `#!/bin/bash\nfolder=$1; shift\n${script}\n`, { mode: 0o755 })
  const program = `${path} ${folder} ${binary('forwarder')}`
  return { folder, forwarder: await start({ variant, program }) }
}

const appears = async (file: string): Promise<void> => {
  while (!existsSync(file)) await setTimeout(10)
}

async function send(forwarder: GatedForwarder) {
  await forwarder.bring(tx, 'Receive')
  await forwarder.frame(tx)
  const { sent } = await forwarder.step(
    tx,
    ...['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send'],
  )
  return sent[tx]
}

/** Before Linux 6.2 an interface that is up cannot be renamed. */
const renames = `(
  while [ ! -e $folder/rename ]; do sleep 0.01; done
  ip link set dev rx0 name other ||
    { ip link set dev rx0 down; ip link set dev rx0 name other; ip link set dev other up; }
  touch $folder/renamed
) <&- &
exec "$@"`

const server = `
  const [folder] = process.argv.slice(1)
  const server = net.createServer((one) => one.on("data", (data) => {
    fs.appendFileSync(folder + "/frames", data)
  }))
  server.listen(0, "127.0.0.1", () => {
    fs.writeFileSync(folder + "/port", server.address().port + "\\n")
  })`

const inputIsSocket = `ip link set lo up
node -e '${server}' $folder &
until read port 2>&- <$folder/port; do sleep 0.01; done
exec "$@" 0<>/dev/tcp/127.0.0.1/$port`

describe('a counterexample of spec/left-out', () => {
  it('no-index: a renamed interface is published UP with -1, and a send past the guard is ENXIO', async () => {
    const { folder, forwarder } = await startIn(renames, 'fix-a')
    await forwarder.bring(tx, 'SynchronizeStart')
    await forwarder.bring(rx, 'PublishIfIndex')
    writeFileSync(join(folder, 'rename'), '')
    await appears(join(folder, 'renamed'))
    const { peer } = await forwarder.step(rx, 'PublishIfIndex', 'PublishSocket', 'PublishState')
    expect(peer[rx]).toMatchObject({ if_idx: -1, state: 'UP' })
    expect(await send(forwarder)).toMatchObject({ result: 'ENXIO', if_idx: -1, state: 'UP' })
  })

  it('input-is-socket: a send on descriptor 0 says ok, and the frame comes out at the other end', async () => {
    const { folder, forwarder } = await startIn(inputIsSocket, 'v8')
    await forwarder.bring(tx, 'SynchronizeStart')
    await forwarder.bring(rx, 'BeginRing')
    expect(await send(forwarder)).toMatchObject({ result: 'ok', socket: 0, state: 'DOWN' })
    await appears(join(folder, 'frames'))
    expect(readFileSync(join(folder, 'frames')).length).toBeGreaterThanOrEqual(14)
  })
})
