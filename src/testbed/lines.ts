import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'

/**
 * The lines that a program writes. A stream that breaks off ends, as at its end of file: why it broke is
 * told by how its program ended, and readline, which repeats the error, would end this process with it.
 */
export function linesOf(input: Readable): Interface {
  const lines = createInterface({ input })
  lines.on('error', () => lines.close())
  return lines
}
