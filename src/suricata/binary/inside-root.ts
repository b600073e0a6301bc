import { readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** As many links as the kernel follows. */
const mostLinks = 40

/**
 * Where a path of a program in `root` lies, seen from here: an absolute link inside means the root's own
 * files, and `..` does not lead out of it. What is not there keeps its name.
 */
export function insideRoot(root: string, path: string): string {
  const rest = partsOf(path)
  let at: string[] = []
  for (let links = 0; rest.length > 0; ) {
    const next = rest.shift() ?? ''
    if (next === '..') {
      at.pop()
      continue
    }
    const target = links < mostLinks ? linkAt(join(root, ...at, next)) : null
    if (target === null) {
      at.push(next)
      continue
    }
    links += 1
    if (target.startsWith('/')) at = []
    rest.unshift(...partsOf(target))
  }
  return join(root, ...at)
}

const partsOf = (path: string): string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.')

function linkAt(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}
