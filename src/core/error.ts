/**
 * The one error class of peerup. `code` is stable and typed; `where` says which file, line, state or
 * step; `fix` says what a person can do about it. The message says what was expected and what came.
 */
export class PeerupError extends Error {
  override readonly name = 'PeerupError'
  readonly code: ErrorCode
  readonly where: Where
  readonly fix: string | undefined

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.where = details.where ?? {}
    this.fix = details.fix
  }
}

/** Usage errors end in exit code 2, environment errors in 3, all others in 1. */
export type ErrorCode =
  | 'usage' // a command line, or a file named on it, that cannot be what was meant
  | 'environment' // the machine lacks something: Java, the jar, a permission
  | 'spec' // TLC cannot parse or evaluate the specification
  | 'tlc' // TLC ended in a way that is no verdict: unknown message, truncated output, out of memory
  | 'trace' // a trace file that is malformed, or that its mapping does not know
  | 'mapping' // a mapping or manifest that is malformed or contradicts the specification
  | 'gate' // a gate client that speaks something else than the gate protocol
  | 'program' // a replayed program that could not be started
  | 'diagram' // the browser could not draw

export type Where = { file?: string; line?: number; column?: number; state?: number; step?: number }

type Details = { where?: Where; fix?: string; cause?: unknown }
