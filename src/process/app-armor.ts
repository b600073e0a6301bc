import { readFileSync } from 'node:fs'

type ReadText = (file: string) => string

/** CAP_SYS_ADMIN, as in linux/capability.h. */
const sysAdmin = 21n

/**
 * The AppArmor profile that confines this process although it has CAP_SYS_ADMIN; null without one. Only then is
 * a refusal the profile's, as in a container with added capabilities.
 */
export function profileInTheWay(
  read: ReadText = (file) => readFileSync(file, 'utf8'),
): string | null {
  const profile = firstOf(read, ['/proc/self/attr/apparmor/current', '/proc/self/attr/current'])
  const [, name] = /^(\S+) \((?:enforce|kill)\)/.exec(profile) ?? []
  const [, effective = '0'] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(firstOf(read, ['/proc/self/status'])) ?? []
  const hasCapability = ((BigInt(`0x${effective}`) >> sysAdmin) & 1n) === 1n
  return name !== undefined && hasCapability ? name : null
}

function firstOf(read: ReadText, files: readonly string[]): string {
  for (const file of files) {
    try {
      return read(file)
    } catch {
      // Another file may be there; a kernel without AppArmor has none.
    }
  }
  return ''
}
