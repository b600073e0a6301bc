import { accessSync, constants, statSync } from 'node:fs'

/** What keeps a file from being executed, in words; null if nothing does. */
export function whyNotExecutable(file: string): string | null {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile() ? null : 'it is no file'
  } catch (error) {
    return (error as Error).message
  }
}
