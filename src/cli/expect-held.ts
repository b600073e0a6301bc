import { expectOrigin } from '../check/expect-origin.js'
import { PeerupError } from '../error.js'
import { expectBehaviour } from '../follow/expect-behaviour.js'
import { expectClaim } from '../follow/expect-claim.js'
import type { Specification } from '../mapping/manifest.js'
import { findJar } from '../tlc/jar.js'
import type { Trace } from '../trace/trace.js'

/**
 * A trace somebody brings is held against what is known of its model, by what it claims to violate or,
 * `whole`, value by value; most of that a replay finds out itself. Without TLC that is less, and said so:
 * a replay needs none. Throws a PeerupError `trace`.
 */
export async function expectHeld(
  trace: Trace,
  specification: Specification,
  file: string,
  { signal, whole = false }: { signal: AbortSignal; whole?: boolean },
): Promise<true> {
  expectOrigin(trace, specification.manifest, file)
  try {
    const options = { jar: await findJar(), file, signal }
    if (!whole) await expectClaim(trace, specification, options)
    else if (specification.manifest.follow !== undefined)
      await expectBehaviour(trace, specification, options)
  } catch (error) {
    if (!(error instanceof PeerupError) || error.code !== 'environment') throw error
    process.stderr.write(
      `peerup: nobody checked that the trace ${whole ? "is its model's" : `violates ${trace.property}`}, for that needs TLC: ${error.message}\n`,
    )
  }
  return true
}
