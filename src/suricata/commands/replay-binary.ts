import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { unlessInterrupted, writeJson } from '../../command/options.js'
import { readSpecification } from '../../core/manifest.js'
import type { Trace } from '../../core/trace.js'
import { replayIsAsExpected } from '../../report/as-expected.js'
import { replayResult } from '../../report/results.js'
import { findJar } from '../../tlc/jar.js'
import type { Binary } from '../binary/command.js'
import { asVariant, replayTracesInBinary } from '../binary/replay-traces.js'
import { recognise } from '../binary/version.js'
import { binaryText } from './binary-text.js'

type Options = {
  folder: string
  mappingFile: string
  binary: Binary
  variant: string | undefined
  deadlineSeconds: number | undefined
  args: readonly string[]
  json: string | undefined
  signal: AbortSignal
}

/** `peerup replay TRACE --binary PATH`: recognises the engine, drives it, and stops it. */
export async function replayInBinary(trace: Trace, options: Options): Promise<ExitCode> {
  const { binary, variant, deadlineSeconds: seconds, json, signal } = options
  const specification = readSpecification(options.folder)
  const limitMs = seconds === undefined ? undefined : seconds * 1000
  const recognised = await unlessInterrupted(
    signal,
    recognise(binary, {
      signal,
      ...(limitMs === undefined ? {} : { deadlineMs: limitMs }),
    }),
  )
  if (recognised === null) return interrupted()
  const engine = asVariant(recognised, variant, specification)
  const limits =
    limitMs === undefined ? {} : { deadlines: { assembleMs: limitMs, stepMs: limitMs } }
  const { mappingFile, args } = options
  const how = { jar: await findJar(), mappingFile, args, signal, ...limits }
  const asking = replayTracesInBinary([trace], specification, { binary, engine }, how)
  const [answer] = (await unlessInterrupted(signal, asking)) ?? []
  if (answer === undefined) return interrupted()
  process.stdout.write(
    binaryText(answer, { trace, binary, words: options.args, mapping: specification.mapping }),
  )
  if (json !== undefined) {
    const { row, replayed, driven } = answer
    const steps = replayed?.judged.steps ?? []
    const order = row.reordered === undefined ? {} : { driven: stepsOf(driven) }
    writeJson(json, replayResult.parse({ format: 'peerup-replay/1', replay: row, steps, ...order }))
  }
  return replayIsAsExpected(answer.row) ? exitCode.asExpected : exitCode.notAsExpected
}

/** The steps to drive, if their order is not the trace's. */
const stepsOf = (driven: Trace | null) => driven?.states.flatMap(({ step }) => step ?? []) ?? []
