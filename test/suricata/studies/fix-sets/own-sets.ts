import { join } from 'node:path'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { type FixSet, fixSetsOf } from '../../../../src/suricata/studies/fix-sets/sets.js'

/** What our own manifest declares. */
export const specification = readSpecification(join(packageRoot, 'spec'))
export const sets = fixSetsOf(specification.manifest)

export function setNamed(name: string): FixSet {
  const set = sets.named(name)
  if (set === undefined) throw new Error(`expected a set of changes, got ${name}`)
  return set
}
