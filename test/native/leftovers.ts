import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    // The process has ended meanwhile, or belongs to another user.
    return null
  }
}

/** A word that no other process has on its command line. */
export const uniqueMark = () => `${process.pid}${Math.random().toString().slice(2, 12)}`

/** The command lines that contain the mark. */
export function processesWith(mark: string): string[] {
  return processes().flatMap((pid) => {
    const words = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    return words?.includes(mark) ? [words.replaceAll('\0', ' ')] : []
  })
}

/** Processes in a namespace, given as `net:[4026531840]`. */
export function processesIn(namespace: string): string[] {
  const kind = namespace.slice(0, namespace.indexOf(':'))
  return processes().filter(
    (pid) => attempt(() => readlinkSync(`/proc/${pid}/ns/${kind}`)) === namespace,
  )
}

/** The number, in our namespace, of a process that this one started and that has the number `pid` in its own. */
export function outerNumber(pid: number): string {
  const status = (number: string) => attempt(() => readFileSync(`/proc/${number}/status`, 'utf8'))
  const isOurs = (number: string): boolean => {
    const [, parent = '0'] = /^PPid:\s+(\d+)/m.exec(status(number) ?? '') ?? []
    return parent === String(process.pid) || (parent !== '0' && isOurs(parent))
  }
  const inner = new RegExp(`^NSpid:.*\\s${pid}$`, 'm')
  const found = processes().filter((number) => inner.test(status(number) ?? '') && isOurs(number))
  const [only] = found
  if (found.length !== 1 || only === undefined) {
    throw new Error(`expected one process ${pid}, got ${found}`)
  }
  return only
}
