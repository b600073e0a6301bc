import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

function read<T>(what: () => T): T | null {
  try {
    return what()
  } catch {
    // The process is gone meanwhile, or none of ours.
    return null
  }
}

/** A word that no other process has on its command line. */
export const uniqueMark = () => `${process.pid}${Math.random().toString().slice(2, 12)}`

/** Command lines that hold the mark. */
export function processesWith(mark: string): string[] {
  return processes().flatMap((pid) => {
    const words = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    return words?.includes(mark) ? [words.replaceAll('\0', ' ')] : []
  })
}

/** Processes in a namespace, given as `net:[4026531840]`. */
export function processesIn(namespace: string): string[] {
  const kind = namespace.slice(0, namespace.indexOf(':'))
  return processes().filter(
    (pid) => read(() => readlinkSync(`/proc/${pid}/ns/${kind}`)) === namespace,
  )
}
