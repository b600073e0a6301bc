import { resolve } from 'node:path'
import type { Provenance } from '../../check/measured.js'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { interruptible, unlessInterrupted } from '../../command/options.js'
import { PeerupError } from '../../core/error.js'
import { readSpecification } from '../../core/manifest.js'
import { packageRoot } from '../../core/package-root.js'
import { findJar } from '../../tlc/jar.js'
import { readDeep } from '../studies/deep/deep-file.js'
import { isAsCommitted, type SampledQuestion, sampleDeep } from '../studies/deep/deep-sample.js'

/** The options of `check`. */
type Options = {
  spec: string
  replay: boolean
  variant?: string[]
  scenario?: string
  pairs?: number
  threads?: number
  out?: string
  json?: string
  verbose?: true
}

/**
 * `check --deep smallest`: compares a sample of the deep check with docs/measured. Throws `usage` for any
 * option but --spec.
 */
export async function checkDeepSample(options: Options): Promise<ExitCode> {
  const { variant, scenario, pairs, threads, out, json, verbose } = options
  const others = { variant, scenario, pairs, threads, out, json, verbose }
  const given = [
    ...(options.replay ? [] : ['--no-replay']),
    ...Object.entries(others).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`],
    ),
  ]
  if (given.length > 0) {
    throw new PeerupError('usage', `${given[0]} cannot be used with --deep smallest`)
  }
  const deep = readDeep(packageRoot)
  if (deep === null) {
    throw new PeerupError('mapping', 'expected docs/measured/deep.json, found nothing', {
      fix: 'run npm run check:deep, which writes it',
    })
  }
  const signal = interruptible()
  const specification = readSpecification(resolve(options.spec))
  const sampling = sampleDeep(specification, deep, { jar: await findJar(), signal })
  const samples = await unlessInterrupted(signal, sampling)
  if (samples === null) return interrupted()
  process.stdout.write(deepSampleText(samples, deep))
  return samples.every(isAsCommitted) ? exitCode.asExpected : exitCode.notAsExpected
}

/** The text of a sample of the deep check. */
function deepSampleText(samples: readonly SampledQuestion[], { date }: Provenance): string {
  const lines = samples.map((sampled) =>
    isAsCommitted(sampled)
      ? `${sampled.question}: as on ${date}`
      : `! ${sampled.question}: expected ${text(sampled.kept)}, got ${text(sampled.found)}`,
  )
  const verdict = samples.every(isAsCommitted)
    ? 'Everything that ran is as in docs/measured/deep.json'
    : 'NOT as in docs/measured/deep.json, see !'
  return `${lines.join('\n')}\n\n${verdict}. The rest of a deep check did not run.\n`
}

const text = (value: unknown): string => JSON.stringify(value)
