import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { nativeFolder, supervise } from '../../../process/supervise.js'

/** What the program prints: how often each outcome came. */
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
 * Runs a shape on two processors and returns the counts. Throws a PeerupError: `environment` on a
 * machine that gives it one processor only, `program` if it did not count.
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
  const kept = supervise(program, words, signal === undefined ? {} : { signal })
  try {
    const [stdout, stderr, { code }] = await Promise.all([
      text(kept.stdout),
      text(kept.stderr),
      kept.ended,
    ])
    if (signal?.aborted) throw new PeerupError('program', 'cancelled')
    if (code === 0) return readObservation(stdout)
    throw failed(code, stderr.trim())
  } finally {
    await kept.end()
  }
}

const oneProcessor = 3

function failed(code: number | null, said: string): PeerupError {
  if (code !== oneProcessor) {
    return new PeerupError('program', `expected counts, got exit code ${code}: ${said}`)
  }
  return new PeerupError('environment', said, {
    fix: 'run it where two processors are allowed (taskset, cpusets, the size of the machine)',
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
    // What is no JSON is no observation either: the caller says so, with the text.
    return null
  }
}
