import { configFile, type TlcOptions, type TlcRequest, tlcCommand } from './command.js'
import { endingOfTlc, startJava } from './java.js'
import { createOutputReader, type TlcEnding, type TlcResult } from './output/read-output.js'

export type { TlcOptions, TlcRequest }

/**
 * Checks a model with TLC. A violation is a result; throws a PeerupError `spec` if the specification
 * is at fault, `environment` if Java or the keeper is missing, `tlc` if TLC came to no verdict or
 * `signal` cancelled it. Either way nothing of the run is left behind.
 */
export async function runTlc(request: TlcRequest, options: TlcOptions): Promise<TlcResult> {
  const reader = createOutputReader(options.onProgress)
  return reader.end(await streamTlc(reader, request, options))
}

/** Runs TLC, pushes what it prints, and resolves to how it ended; `mode` as of `tlcCommand`. */
export async function streamTlc(
  { push }: { push(chunk: string): void },
  request: TlcRequest,
  options: TlcOptions,
  mode?: readonly string[],
): Promise<TlcEnding> {
  const java = startJava(await tlcCommand(request, options, mode), {
    cwd: request.specFolder,
    files: { ...request.modules, [configFile]: request.config },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  try {
    for await (const chunk of java.stdout) push(chunk)
    return await endingOfTlc(java, options.signal)
  } finally {
    await java.end()
  }
}
