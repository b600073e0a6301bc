import { PeerupError } from '../core/error.js'
import type { Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { validateOrigin } from '../suricata/studies/fix-sets/validate-origin.js'
import { validateBehaviour } from '../tlc/follow/validate-behaviour.js'
import { validateClaim } from '../tlc/follow/validate-claim.js'
import { findJar } from '../tlc/jar.js'

/**
 * A trace somebody brings is held against what the manifest says of its model, and by TLC against what it
 * claims to violate. Throws a PeerupError `trace`.
 */
export async function validateTraceClaim(
  trace: Trace,
  specification: Specification,
  { file, signal }: { file: string; signal: AbortSignal },
): Promise<void> {
  validateOrigin(trace, specification.manifest, file)
  await withTlc(`violates ${trace.property}`, (jar) =>
    validateClaim(trace, specification, { jar, file, signal }),
  )
}

/**
 * Value by value, TLC holds a trace against its model: most of that a replay finds out itself, what it does
 * not see it believes otherwise. Throws a PeerupError `trace`.
 */
export async function validateTraceBehaviour(
  trace: Trace,
  specification: Specification,
  signal: AbortSignal,
): Promise<void> {
  await withTlc("is its model's", (jar) => validateBehaviour(trace, specification, { jar, signal }))
}

/** Without TLC nobody checks it, and that is said: a replay needs none. */
async function withTlc(what: string, check: (jar: string) => Promise<void>): Promise<void> {
  try {
    await check(await findJar())
  } catch (error) {
    if (!(error instanceof PeerupError) || error.code !== 'environment') throw error
    process.stderr.write(
      `peerup: nobody checked that the trace ${what}, for that needs TLC: ${error.message}\n`,
    )
  }
}
