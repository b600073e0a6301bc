/**
 * The one error class of peerup. `code` is stable and typed; `where` names the file, line, state or
 * step; `fix` tells a person what to do. The message gives the expected and the actual value.
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
  | 'usage' // a wrong command line, or a file named on it that cannot be read or written
  | 'environment' // the machine lacks something: Java, the jar, a permission
  | 'spec' // TLC cannot parse or evaluate the specification
  | 'tlc' // TLC ended without a verdict: unknown message, truncated output, out of memory
  | 'trace' // a trace that is malformed, or that contradicts its mapping or its model
  | 'mapping' // a mapping or manifest that is malformed or contradicts the specification
  | 'gate' // a program that breaks the gate protocol
  | 'program' // a program, or its injector, that does not start or does not do what it must
  | 'diagram' // the browser could not draw

export type Where = { file?: string; line?: number; column?: number; state?: number; step?: number }

type Details = { where?: Where; fix?: string; cause?: unknown }
