import { delimiter, join } from 'node:path'
import { whyNotExecutable } from '../../process/executable.js'

/** The executable that a shell finds in PATH by this name; null if there is none, or the name is a path. */
function findInPath(name: string, path = process.env.PATH ?? ''): string | null {
  if (name === '' || name.includes('/')) return null
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const files = folders.map((folder) => join(folder, name))
  return files.find((file) => whyNotExecutable(file) === null) ?? null
}

/** The `fix` for a binary that is missing: a bare name is a file of this folder, or of the root. */
export function pathFix({ path, root }: { path: string; root?: string }): { fix?: string } {
  if (path.includes('/')) return {}
  const inPath = root === undefined ? findInPath(path) : null
  const hint = inPath === null ? '' : `; PATH has ${inPath}`
  return { fix: `name its path: ${path} is not looked up in PATH${hint}` }
}
