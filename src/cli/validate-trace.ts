import { PeerupError } from '../core/error.js'
import type { Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { validateOrigin } from '../suricata/studies/fix-sets/validate-origin.js'
import { validateBehaviour } from '../tlc/follow/validate-behaviour.js'
import { validateClaim } from '../tlc/follow/validate-claim.js'
import { findJar } from '../tlc/jar.js'

/**
 * Validates a trace against the manifest's entry for its model, and with TLC that it violates the property
 * that it claims to. Throws a PeerupError `trace`.
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
 * Validates every step of a trace with TLC: a replay would not notice a wrong value of a variable that it
 * cannot compare. Throws a PeerupError `trace`.
 */
export async function validateTraceBehaviour(
  trace: Trace,
  specification: Specification,
  signal: AbortSignal,
): Promise<void> {
  await withTlc('is a behaviour of its model', (jar) =>
    validateBehaviour(trace, specification, { jar, signal }),
  )
}

/** Without TLC the check is left out and a warning says so: a replay itself needs no TLC. */
async function withTlc(what: string, check: (jar: string) => Promise<void>): Promise<void> {
  try {
    await check(await findJar())
  } catch (error) {
    if (!(error instanceof PeerupError) || error.code !== 'environment') throw error
    process.stderr.write(`peerup: TLC did not check that the trace ${what}: ${error.message}\n`)
  }
}
