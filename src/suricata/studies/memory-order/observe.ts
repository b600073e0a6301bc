import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { nativeFolder, supervise } from '../../../process/supervise.js'

/** The output of native/litmus: how often each outcome occurred. */
export const observation = z.strictObject({
  format: z.literal('peerup-litmus-run/1'),
  shape: z.string(),
  order: z.string(),
  cpus: z.array(z.number().int()).length(2),
  seed: z.number().int(),
  seconds: z.number(),
  total: z.number().int().positive(),
  outcomes: z.record(z.string(), z.number().int()),
})

export type Observation = z.infer<typeof observation>

export type ObserveRequest = {
  shape: string
  order: string
  seconds: number
  program?: string
  signal?: AbortSignal
}

/**
 * Runs a shape on two processors and returns the counts. Throws a PeerupError: `environment` if only one
 * processor is allowed or the program is missing, `program` if it prints no counts or is cancelled.
 */
export async function observeShape(request: ObserveRequest): Promise<Observation> {
  const { shape, order, seconds, signal } = request
  const program = request.program ?? join(nativeFolder, 'litmus')
  if (!existsSync(program)) {
    throw new PeerupError('environment', `expected the litmus program at ${program}`, {
      fix: 'run ./bootstrap, which builds it',
    })
  }
  const words = ['--shape', shape, '--order', order, '--seconds', String(seconds)]
  const litmus = supervise(program, words, signal === undefined ? {} : { signal })
  try {
    const [stdout, stderr, { code }] = await Promise.all([
      text(litmus.stdout),
      text(litmus.stderr),
      litmus.ended,
    ])
    if (signal?.aborted) throw new PeerupError('program', 'cancelled')
    if (code === 0) return readObservation(stdout)
    throw failed(code, stderr.trim())
  } finally {
    await litmus.end()
  }
}

const oneProcessorCode = 3

function failed(code: number | null, stderr: string): PeerupError {
  if (code !== oneProcessorCode) {
    return new PeerupError('program', `expected counts, got exit code ${code}: ${stderr}`)
  }
  return new PeerupError('environment', stderr, {
    fix: 'allow it two processors (taskset, cpusets, the size of the machine)',
  })
}

function readObservation(stdout: string): Observation {
  const parsed = observation.safeParse(jsonOf(stdout))
  if (parsed.success) return parsed.data
  throw new PeerupError('program', `expected counts, got ${stdout.trim().slice(0, 200)}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller reports the text.
    return null
  }
}
