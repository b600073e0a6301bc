import { configFile, type TlcOptions, type TlcRequest, tlcCommand } from './command.js'
import { startJava, tlcExit } from './java.js'
import type { TlcExit } from './output/finished-run.js'
import { createOutputReader, type TlcResult } from './output/read-output.js'

export type { TlcOptions, TlcRequest }

/**
 * Checks a model with TLC. A violation is a result. Throws a PeerupError: `spec` for a faulty
 * specification, `environment` without Java or the keeper, `tlc` if TLC reaches no verdict or
 * `signal` cancels it. No process and no file of the run stays behind.
 */
export async function runTlc(request: TlcRequest, options: TlcOptions): Promise<TlcResult> {
  const reader = createOutputReader(options.onProgress)
  return reader.end(await streamTlc(reader, request, options))
}

/** Runs TLC, pushes its output in chunks, and resolves to its exit; `mode` as in `tlcCommand`. */
export async function streamTlc(
  { push }: { push(chunk: string): void },
  request: TlcRequest,
  options: TlcOptions,
  mode?: readonly string[],
): Promise<TlcExit> {
  const java = startJava(await tlcCommand(request, options, mode), {
    cwd: request.specFolder,
    files: { ...request.modules, [configFile]: request.config },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  try {
    for await (const chunk of java.stdout) push(chunk)
    return await tlcExit(java, options.signal)
  } finally {
    await java.end()
  }
}
