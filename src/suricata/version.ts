import { execa } from 'execa'
import type { Binary } from './command.js'

/** What an engine says of itself, and which variant that is, by upstream's history; null if unknown. */
export type Recognised = { version: string | null; variant: string | null }

/**
 * Asks `suricata -V`. Whether the answer is true nobody knows: a build may carry patches, and a replay
 * tells.
 */
export async function recognise({ path, root }: Binary): Promise<Recognised> {
  const [program, ...args] = root === undefined ? [path, '-V'] : ['chroot', root, path, '-V']
  const { stdout, stderr } = await execa(program ?? '', args, {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
    forceKillAfterDelay: 1000,
  })
  const [, version = null] = /Suricata version (\S+)/.exec(`${stdout}\n${stderr}`) ?? []
  return { version, variant: version === null ? null : variantOfVersion(version) }
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
