import { join, resolve } from 'node:path'
import { provenanceHere } from '../../check/measured.js'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { interruptible, unlessInterrupted, writeJson } from '../../command/options.js'
import { readSpecification } from '../../core/manifest.js'
import { packageRoot } from '../../core/package-root.js'
import { replayIsAsExpected } from '../../report/as-expected.js'
import { findJar } from '../../tlc/jar.js'
import type { Binary } from '../binary/command.js'
import type { Ring } from '../binary/config.js'
import { diagnose } from '../binary/diagnose.js'
import { diagnosisSchema, isKnown } from '../binary/diagnosis.js'
import { asVariant } from '../binary/replay-traces.js'
import { recognise } from '../binary/version.js'
import { doctorText } from './doctor-text.js'
import { liveLine } from './live-line.js'

type Options = {
  variant?: string | undefined
  /** For the engine, after peerup's own arguments. */
  args: readonly string[]
  ring: Ring
  json?: string | undefined
  verbose: boolean
}

/** `peerup doctor --binary PATH`: is this engine affected, and when? */
export async function doctorBinary(
  binary: Binary,
  { variant, args, ring, json, verbose }: Options,
): Promise<ExitCode> {
  const folder = join(packageRoot, 'spec')
  const specification = readSpecification(folder)
  const signal = interruptible()
  const recognised = await unlessInterrupted(signal, recognise(binary, { signal }))
  if (recognised === null) return interrupted()
  const engine = asVariant(recognised, variant, specification)
  const progress = liveLine(process.stderr)
  let replayed = 0
  const diagnosing = diagnose(
    specification,
    { binary, engine },
    {
      traces: join(packageRoot, 'traces'),
      given: variant !== undefined,
      args,
      ring,
      jar: await findJar(),
      mappingFile: resolve(folder, specification.manifest.mapping),
      onReplay: ({ trace, verdict }) => {
        if (signal.aborted) return
        replayed += 1
        if (verbose) process.stderr.write(`${trace}: ${verdict}\n`)
        else progress.show(`${replayed} replayed, the last ${trace}: ${verdict}`)
      },
      signal,
    },
  )
  const diagnosis = await unlessInterrupted(signal, diagnosing).finally(() => progress.clear())
  if (diagnosis === null) return interrupted()
  process.stdout.write(doctorText(diagnosis, { verbose }))
  if (json !== undefined) {
    writeJson(json, { ...provenanceHere(), ...diagnosisSchema.parse(diagnosis) })
  }
  // Not as expected: an open answer, and the behaviour of no variant, or of another than --variant.
  const { replays, goesAs, takenFor } = diagnosis
  const isMatched = takenFor !== null && goesAs.includes(takenFor)
  const good = isKnown(diagnosis) && isMatched && replays.every(replayIsAsExpected)
  return good ? exitCode.asExpected : exitCode.notAsExpected
}
