import { readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The kernel follows as many links. */
const mostLinks = 40

/**
 * Resolves a path that a program in `root` sees to a path on this side. Absolute links stay inside the root,
 * and `..` does not lead out of it. Parts that do not exist keep their names.
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
