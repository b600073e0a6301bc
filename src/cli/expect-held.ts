import { expectOrigin } from '../check/expect-origin.js'
import { PeerupError } from '../error.js'
import { expectClaim } from '../follow/expect-claim.js'
import type { Specification } from '../mapping/manifest.js'
import { findJar } from '../tlc/jar.js'
import type { Trace } from '../trace/trace.js'

/**
 * A trace somebody brings is held against what is known of its model. Without TLC that is less, and said
 * so: a replay needs none. Throws a PeerupError `trace`.
 */
export async function expectHeld(
  trace: Trace,
  specification: Specification,
  file: string,
  signal: AbortSignal,
): Promise<true> {
  expectOrigin(trace, specification.manifest, file)
  try {
    await expectClaim(trace, specification, { jar: await findJar(), file, signal })
  } catch (error) {
    if (!(error instanceof PeerupError) || error.code !== 'environment') throw error
    process.stderr.write(
      `peerup: nobody checked that the trace violates ${trace.property}, for that needs TLC: ${error.message}\n`,
    )
  }
  return true
}
