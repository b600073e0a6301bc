import { join } from 'node:path'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { checkLeftOut } from '../../../../src/suricata/studies/left-out/check-left-out.js'
import type { LeftOutResult } from '../../../../src/suricata/studies/left-out/result.js'
import { findJar } from '../../../../src/tlc/jar.js'
import { type Alteration, alteredCopy } from '../altered-copy.js'

export const specification = readSpecification(join(packageRoot, 'spec'))

export const leftOutFolder = join(packageRoot, 'spec/left-out')

/** The study's result with alterations of spec/left-out, for these cases or for all. */
export async function leftOut(
  alterations: readonly Alteration[] = [],
  cases?: readonly string[],
): Promise<LeftOutResult> {
  const folder = alterations.reduce(alteredCopy, leftOutFolder)
  const chosen = cases === undefined ? {} : { cases }
  return checkLeftOut({ specification, folder, jar: await findJar(), ...chosen })
}
