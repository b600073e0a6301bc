import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * What a file is, for whoever started it and heard nothing: a preloaded library does not get into
 * everything.
 */
export function kindOf(file: string): string {
  const fd = openSync(file, 'r')
  try {
    const { mode, size } = fstatSync(fd)
    if ((mode & 0o6000) !== 0) {
      return 'a setuid or setgid program, into which the system preloads nothing of ours'
    }
    const head = Buffer.alloc(Math.min(size, 65536))
    readSync(fd, head, 0, head.length, 0)
    if (head.subarray(0, 2).toString() === '#!') {
      const line = head.toString('latin1').split('\n')[0] ?? ''
      return `a script (${line}); the program that it runs did not come to its capture threads`
    }
    if (head.subarray(0, 4).toString('latin1') !== '\x7fELF') return 'no program of this system'
    if (!hasInterpreter(head)) return 'a static program, into which nothing can be preloaded'
    return 'a program, but not one with the capture threads of a Suricata in runmode workers'
  } finally {
    closeSync(fd)
  }
}

/** Whether an ELF file names a dynamic loader: a program header PT_INTERP. */
function hasInterpreter(head: Buffer): boolean {
  const [offset, size, count] = [
    Number(head.readBigUInt64LE(0x20)),
    head.readUInt16LE(0x36),
    head.readUInt16LE(0x38),
  ]
  const interpreter = 3
  for (let at = offset, i = 0; i < count && at + 4 <= head.length; at += size, i++) {
    if (head.readUInt32LE(at) === interpreter) return true
  }
  return false
}
