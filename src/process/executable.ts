import { accessSync, constants, statSync } from 'node:fs'

/** Why this process cannot execute a file, in words; null if it can. */
export function whyNotExecutable(file: string): string | null {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile() ? null : 'not a regular file'
  } catch (error) {
    return (error as Error).message
  }
}
