import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { supervise } from '../../process/supervise.js'
import { type Binary, expectExecutable } from './command.js'

/** What an engine says of itself, and which variant that is, by upstream's history; null if unknown. */
export type Recognised = { version: string | null; variant: string | null }

/** An engine answers at once; what does not is none, or nobody knows. */
const patienceMs = 10_000

/**
 * Asks `suricata -V`, under a keeper with a network of its own: what a script started stays behind otherwise,
 * and holds what we read. Whether the answer is true nobody knows: a build may carry patches, and a replay tells. Throws
 * a PeerupError `usage` for what cannot be executed.
 */
export async function recognise(
  binary: Binary,
  { deadlineMs = patienceMs, signal }: { deadlineMs?: number; signal?: AbortSignal } = {},
): Promise<Recognised> {
  expectExecutable(binary)
  const { path, root } = binary
  // A wrapper may start an engine whatever it is asked: not on interfaces of this machine.
  const kept = supervise(root === undefined ? resolve(path) : path, ['-V'], {
    ...{ network: 'tx0:rx0', sockets: 1 },
    ...(root === undefined ? {} : { root: resolve(root) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const timer = setTimeout(() => void kept.end().catch(() => {}), Math.min(deadlineMs, patienceMs))
  try {
    const [stdout, stderr] = await Promise.all([head(kept.stdout), head(kept.stderr), kept.ended])
    const [, version = null] = /Suricata version (\S+)/.exec(`${stdout}\n${stderr}`) ?? []
    return { version, variant: version === null ? null : variantOfVersion(version) }
  } finally {
    clearTimeout(timer)
  }
}

const mostCharacters = 65_536

/** What a program wrote first: one that writes without end is not listened to. */
async function head(stream: Readable): Promise<string> {
  let said = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    said += chunk
    if (said.length > mostCharacters) break
  }
  return said
}

/**
 * 7.0.x bumps the barrier after AFPCreateSocket(); 8.0.0 to 8.0.5 (923ad6af) before the ring set-up; 8.0.6
 * and later again as before (5560c7efc4).
 */
export function variantOfVersion(version: string): string | null {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) return null
  const release = `${major}.${minor}`
  if (release === '7.0') return 'v7'
  if (release === '8.0') return Number(patch) <= 5 ? 'v8' : 'revert'
  return null
}
