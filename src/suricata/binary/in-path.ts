import { delimiter, join } from 'node:path'
import { whyNotExecutable } from '../../process/executable.js'

/** The program that a shell would start by this name; null if there is none, or it is a path. */
export function inPath(name: string, path = process.env.PATH ?? ''): string | null {
  if (name === '' || name.includes('/')) return null
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const files = folders.map((folder) => join(folder, name))
  return files.find((file) => whyNotExecutable(file) === null) ?? null
}

/** A name alone is looked up nowhere: it is a file of this folder, or of the root. */
export function nameHelp({ path, root }: { path: string; root?: string }): { fix?: string } {
  if (path.includes('/')) return {}
  const found = root === undefined ? inPath(path) : null
  const instead = found === null ? '' : `; the one in PATH is ${found}`
  return { fix: `name its path: ${path} is taken as one, not looked up in PATH${instead}` }
}
