import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { readJson } from '../../../core/read-json.js'
import { validated } from '../study-file.js'
import { claimsProblems } from './claims-problems.js'
import { type ClaimsFile, claimsFileSchema } from './claims-schema.js'

/** Reads `claims.json` beside a manifest; null if there is none. Throws a PeerupError as `parseClaims`. */
export function readClaims({ folder, manifest }: Specification): ClaimsFile | null {
  const file = join(folder, 'claims.json')
  return existsSync(file) ? parseClaims(readJson(file, 'mapping'), manifest, file) : null
}

/**
 * The rules in a claims file. Throws a PeerupError `mapping` for malformed data, and for a condition that
 * uses a name which does not exist.
 */
export function parseClaims(json: unknown, manifest: Manifest, file: string): ClaimsFile {
  const claims = validated(claimsFileSchema, json, { file, expected: 'claims' })
  const problems = [...claimsProblems(claims, manifest)]
  if (problems.length === 0) return claims
  throw new PeerupError('mapping', problems.join('; '), { where: { file } })
}
