import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PeerupError } from '../../../core/error.js'
import { readJson } from '../../../core/read-json.js'
import { makeFolder, writeWhole } from '../../../core/write-file.js'
import { sha256 } from '../../../tlc/jar.js'
import type { TlcRequest } from '../../../tlc/run.js'
import { livenessRow, safetyRow } from './result.js'

const answerSchema = z.strictObject({
  tlc: z.string(),
  rows: z.union([z.array(safetyRow), z.array(livenessRow)]),
})

/** Of the files, and of how an answer is read: one that was read otherwise is not taken up. */
const format = 'peerup-lattice-answers/1'

/** An answer is kept with its question, and with a checksum: a file that is damaged is no answer. */
const keptSchema = z.strictObject({ question: z.string(), answer: z.string(), sha256: z.string() })

export type CachedAnswer = z.infer<typeof answerSchema>

/** Answers of TLC that outlive a run which is interrupted. */
export type AnswerCache = {
  /** What an earlier run was told; null if it was not, or if the file is no longer what it wrote. */
  take(request: TlcRequest): CachedAnswer | null
  keep(request: TlcRequest, answer: CachedAnswer): void
  /** A run that came to its end leaves none: the next one asks anew. */
  forget(): void
  /** What was found that could not be believed. */
  notes: readonly string[]
}

/**
 * Answers kept in a folder of `cache` for this specification and this jar alone: a change of either
 * starts anew.
 */
export async function openAnswerCache(
  folder: string,
  jar: string,
  cache: string,
): Promise<AnswerCache> {
  const key = digest([format, await sha256(jar), ...modulesOf(folder)])
  const own = join(cache, key)
  const notes: string[] = []
  const fileOf = (request: TlcRequest) => join(own, `${digest([textOf(request)])}.json`)
  return {
    notes,
    take(request) {
      const file = fileOf(request)
      if (!existsSync(file)) return null
      const answer = readKept(file, textOf(request))
      if (typeof answer !== 'string') return answer
      notes.push(`a kept answer was not used: ${answer}`)
      return null
    },
    keep(request, answer) {
      makeFolder(cache, key)
      const text = JSON.stringify(answer)
      const kept = { question: textOf(request), answer: text, sha256: digest([text]) }
      writeWhole(fileOf(request), `${JSON.stringify(kept)}\n`)
    },
    forget: () => rmSync(own, { recursive: true, force: true }),
  }
}

/** The answer in a file, or why there is none in it. */
function readKept(file: string, question: string): CachedAnswer | string {
  try {
    const kept = keptSchema.safeParse(readJson(file, 'mapping'))
    if (!kept.success) return 'it is malformed'
    if (kept.data.question !== question) return 'it answers another question'
    if (kept.data.sha256 !== digest([kept.data.answer])) return 'it is damaged'
    const answer = answerSchema.safeParse(JSON.parse(kept.data.answer))
    return answer.success ? answer.data : 'it is malformed'
  } catch (error) {
    return (error as PeerupError).message
  }
}

const textOf = ({ module, modules, config }: TlcRequest): string =>
  JSON.stringify([module, modules, config])

/** Every module of a specification: which of them a question needs is not known beforehand. */
const modulesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.tla'))
    .sort()
    .flatMap((name) => [name, readFileSync(join(folder, name), 'utf8')])

function digest(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:${text}`)
  return hash.digest('hex')
}
