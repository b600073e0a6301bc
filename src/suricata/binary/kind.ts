import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

/**
 * What a file is, for whoever started it and heard nothing: a preloaded library does not get into
 * everything.
 */
export function kindOf(file: string): string {
  try {
    return kindOfFile(file)
  } catch (error) {
    // It was there when it was started: somebody took it away, or it runs for others only.
    return `a file that cannot be read (${(error as Error).message})`
  }
}

function kindOfFile(file: string): string {
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
      return `a script (${line}): of what it runs nothing is heard unless it hands LD_PRELOAD and its descriptors on`
    }
    if (head.subarray(0, 4).toString('latin1') !== '\x7fELF') return 'no program of this system'
    const interpreter = hasInterpreter(head)
    if (interpreter === null) return 'no program of this system, or only the beginning of one'
    if (!interpreter) return 'a static program, into which nothing can be preloaded'
    return readFileSync(file).includes('peerslist')
      ? 'a program whose capture threads did not come: no Suricata in runmode workers, or one that did not start'
      : 'a program without the name peerslist: no Suricata, or one that was linked without -rdynamic, in which nobody can see what its threads share'
  } finally {
    closeSync(fd)
  }
}

const elfHeaderSize = 0x40

/** Whether a 64-bit ELF file names a dynamic loader, a program header PT_INTERP; null if it is none. */
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
