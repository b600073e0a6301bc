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
}

/** A sample of `--deep`: of all other options it knows the specification. */
export async function checkDeepSample(options: Options): Promise<ExitCode> {
  const { variant, scenario, pairs, threads, out, json } = options
  const others = [variant, scenario, pairs, threads, out, json]
  if (!options.replay || others.some((value) => value !== undefined)) {
    throw new PeerupError(
      'usage',
      'expected no other option beside --deep smallest, but for --spec',
    )
  }
  const deep = readDeep(packageRoot)
  if (deep === null) {
    throw new PeerupError('mapping', 'expected docs/measured/deep.json, found nothing', {
      fix: 'npm run check:deep writes it',
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

/** What a person reads of a sample of the deep check. */
function deepSampleText(samples: readonly SampledQuestion[], { date }: Provenance): string {
  const lines = samples.map((sampled) =>
    isAsCommitted(sampled)
      ? `${sampled.question}: as on ${date}`
      : `! ${sampled.question}: expected ${text(sampled.kept)}, got ${text(sampled.found)}`,
  )
  const verdict = samples.every(isAsCommitted)
    ? 'Everything that ran is what docs/measured/deep.json has'
    : 'NOT what docs/measured/deep.json has, see !'
  return `${lines.join('\n')}\n\n${verdict}. The rest of a deep check did not run.\n`
}

const text = (value: unknown): string => JSON.stringify(value)
