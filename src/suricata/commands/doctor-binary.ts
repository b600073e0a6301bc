import { join, resolve } from 'node:path'
import { provenanceHere } from '../../check/measured.js'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { interruptible, unlessInterrupted, writeJson } from '../../command/options.js'
import { readSpecification } from '../../core/manifest.js'
import { packageRoot } from '../../core/package-root.js'
import { replayText } from '../../report/counterexamples.js'
import { type BinaryRow, replayIsAsExpected } from '../../report/results.js'
import { findJar } from '../../tlc/jar.js'
import type { Binary } from '../binary/command.js'
import { diagnose } from '../binary/diagnose.js'
import {
  bumpText,
  type Diagnosis,
  diagnosisLine,
  diagnosisSchema,
  isKnown,
  variantText,
} from '../binary/diagnosis.js'
import { asVariant } from '../binary/replay-traces.js'
import { recognise } from '../binary/version.js'

/** `peerup doctor --binary PATH`: is this engine affected, and when? */
export async function doctorBinary(
  binary: Binary,
  { variant, json }: { variant?: string | undefined; json?: string | undefined },
): Promise<ExitCode> {
  const folder = join(packageRoot, 'spec')
  const specification = readSpecification(folder)
  const signal = interruptible()
  const recognised = await unlessInterrupted(signal, recognise(binary, { signal }))
  if (recognised === null) return interrupted()
  const engine = asVariant(recognised, variant, specification)
  const diagnosing = diagnose(
    specification,
    { binary, engine },
    {
      traces: join(packageRoot, 'traces'),
      given: variant !== undefined,
      jar: await findJar(),
      mappingFile: resolve(folder, specification.manifest.mapping),
      onReplay: ({ trace, verdict }) => {
        if (!signal.aborted) process.stderr.write(`${trace}: ${verdict}\n`)
      },
      signal,
    },
  )
  const diagnosis = await unlessInterrupted(signal, diagnosing)
  if (diagnosis === null) return interrupted()
  process.stdout.write(diagnosisText(diagnosis))
  if (json !== undefined) {
    writeJson(json, { ...provenanceHere(), ...diagnosisSchema.parse(diagnosis) })
  }
  // Whose version and deeds contradict each other, or who did what no variant does, is not as expected.
  const { replays, goesAs, mistakenFor } = diagnosis
  const known = isKnown(diagnosis) && goesAs.length > 0 && mistakenFor === undefined
  const good = known && replays.every(replayIsAsExpected)
  return good ? exitCode.asExpected : exitCode.notAsExpected
}

function diagnosisText(diagnosis: Diagnosis): string {
  const { binary, replays, notDriven } = diagnosis
  return [
    `${binary}: ${diagnosisLine(diagnosis)}`,
    `${variantText(diagnosis)}; ${bumpText(diagnosis)}`,
    `evidence, counterexamples of the model for one pair with one thread an interface (${replays.length}):`,
    ...replays.flatMap(rowLines),
    ...(notDriven.length === 0 ? [] : [`not driven from outside: ${notDriven.join(', ')}`]),
    '',
  ].join('\n')
}

function rowLines(row: BinaryRow): string[] {
  const good = replayIsAsExpected(row)
  const step = typeof row.predicted === 'number' ? ` at step ${row.predicted}` : ''
  const expected = good || row.expected === 'unknown' ? '' : `, expected ${row.expected}${step}`
  return [
    `${good ? ' ' : '!'} ${row.trace}: ${replayText(row).replace(`${row.binary}: `, '')}${expected}`,
    // What it logs when it is let go after a refusal is not what the trace wanted of it.
    ...row.engine.log.map((line) =>
      row.verdict === 'reproduced'
        ? `    it logged: ${line}`
        : `    it logged, in the replay or after it: ${line}`,
    ),
    ...(row.engine.said ?? []).map((line) => `    it wrote last: ${line}`),
  ]
}
