import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

/**
 * The kind of an executable file, in words, with the reason why its capture threads did not report: a
 * preloaded library works in a dynamically linked engine only.
 */
export function describeFile(file: string): string {
  try {
    return describeReadable(file)
  } catch (error) {
    // Removed since its start, or executable but not readable.
    return `a file that cannot be read (${(error as Error).message})`
  }
}

function describeReadable(file: string): string {
  const fd = openSync(file, 'r')
  try {
    const { mode, size } = fstatSync(fd)
    if ((mode & 0o6000) !== 0) {
      return 'a setuid or setgid program, into which the system does not preload the library'
    }
    const head = Buffer.alloc(Math.min(size, 65536))
    readSync(fd, head, 0, head.length, 0)
    if (head.subarray(0, 2).toString() === '#!') {
      const line = head.toString('latin1').split('\n')[0] ?? ''
      return `a script (${line}): the program that it runs is silent unless it inherits LD_PRELOAD and the script's descriptors`
    }
    if (head.subarray(0, 4).toString('latin1') !== '\x7fELF') return 'not a program of this system'
    const interpreter = hasInterpreter(head)
    if (interpreter === null) return 'not a program of this system, or a truncated one'
    if (!interpreter) return 'a static program, into which nothing can be preloaded'
    return readFileSync(file).includes('peerslist')
      ? 'a program whose capture threads did not report: not Suricata in runmode workers, or it did not start'
      : 'a program without the name peerslist: not Suricata, or linked without -rdynamic, so that the library cannot find its shared state'
  } finally {
    closeSync(fd)
  }
}

const elfHeaderSize = 0x40

/** Whether a 64-bit ELF file has a program header PT_INTERP, for a dynamic loader; null for other files. */
function hasInterpreter(head: Buffer): boolean | null {
  const sixtyFourBit = 2
  if (head.length < elfHeaderSize || head[4] !== sixtyFourBit) return null
  const [offset, size, count] = [
    Number(head.readBigUInt64LE(0x20)),
    head.readUInt16LE(0x36),
    head.readUInt16LE(0x38),
  ]
  const interpreter = 3
  for (let at = offset, i = 0; i < count; at += size, i++) {
    if (at + 4 > head.length) return null
    if (head.readUInt32LE(at) === interpreter) return true
  }
  return false
}
