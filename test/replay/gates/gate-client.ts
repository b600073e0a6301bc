import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export type Client = {
  /** The test's ends of its descriptors 3, 4, ... */
  sockets: Duplex[]
  pid: number
  ended: Promise<{ code: number | null; signal: string | null }>
  kill(): void
}

/** Starts a program that inherits socketpairs; the end of the test kills it if it still runs. */
export function startClient(program: string, args: readonly string[], sockets = 1): Client {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit', ...Array<'pipe'>(sockets).fill('pipe')],
  })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('exit', (code, signal) => resolve({ code, signal }))
    child.on('error', reject)
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    sockets: child.stdio.slice(3) as Duplex[],
    pid: child.pid ?? 0,
    ended,
    kill: () => child.kill('SIGKILL'),
  }
}

/** A gate client in sh: `script` reads and writes descriptor 3. */
export const shell = (script: string): Client => startClient('sh', ['-c', script])

/** Two threads that count up without a lock; `mode` names its fault. */
export function counter(mode = 'works'): Client {
  const file = fileURLToPath(new URL('fixtures/counter.mjs', import.meta.url))
  return startClient(process.execPath, [file, mode], 2)
}
