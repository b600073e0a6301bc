import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { supervise } from '../../process/supervise.js'
import { type Binary, expectExecutable } from './command.js'

/** An engine's version by its own words, and the variant of this version; null if unknown. */
export type RecognisedEngine = { version: string | null; variant: string | null }

/** An engine prints its version at once. */
const maxDeadlineMs = 10_000

/**
 * Runs `suricata -V` for at most `deadlineMs`, or 10 s. A patched build may behave like another version; only
 * replays show that. The keeper ends what a script starts, which would keep the output open. Throws a
 * PeerupError `usage` for a binary that cannot be executed; rejects with `program` if it does not start.
 */
export async function recognise(
  binary: Binary,
  { deadlineMs = maxDeadlineMs, signal }: { deadlineMs?: number; signal?: AbortSignal } = {},
): Promise<RecognisedEngine> {
  expectExecutable(binary)
  const { path, root } = binary
  // A wrapper may start an engine whatever its arguments are: namespaces keep it off this machine's interfaces.
  const process = supervise(root === undefined ? resolve(path) : path, ['-V'], {
    ...{ network: 'tx0:rx0', sockets: 1 },
    ...(root === undefined ? {} : { root: resolve(root) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const timer = setTimeout(
    () => void process.end().catch(() => {}),
    Math.min(deadlineMs, maxDeadlineMs),
  )
  try {
    const [stdout, stderr] = await Promise.all([
      head(process.stdout),
      head(process.stderr),
      process.ended,
    ])
    const [, version = null] = /Suricata version (\S+)/.exec(`${stdout}\n${stderr}`) ?? []
    return { version, variant: version === null ? null : variantOfVersion(version) }
  } finally {
    clearTimeout(timer)
  }
}

const mostCharacters = 65_536

/** The beginning of a program's output, which may be endless. */
async function head(stream: Readable): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    text += chunk
    if (text.length > mostCharacters) break
  }
  return text
}

/**
 * The variant of a version such as `8.0.3`; null if there is none. 7.0.x bumps the barrier after
 * AFPCreateSocket(), 8.0.0 to 8.0.5 before the ring set-up (923ad6af), and 8.0.6 reverts that (5560c7efc4).
 */
export function variantOfVersion(version: string): string | null {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) return null
  const release = `${major}.${minor}`
  if (release === '7.0') return 'v7'
  if (release === '8.0') return Number(patch) <= 5 ? 'v8' : 'revert'
  return null
}
