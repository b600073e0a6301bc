import { join } from 'node:path'
import { packageRoot } from '../core/package-root.js'
import type { CheckSettings } from './check-settings.js'
import { isWhole } from './select.js'

/** The folder that gets the traces and documents of a check; null if it writes none. */
export function outputRoot({
  out,
  selection,
  specification,
  replay,
}: CheckSettings): string | null {
  if (out !== null) return out
  if (!isWhole(selection) || !replay) return null
  const isOwn = specification.folder === join(packageRoot, 'spec')
  return isOwn ? packageRoot : specification.folder
}
