import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PeerupError } from '../../../core/error.js'
import { readJson } from '../../../core/read-json.js'
import { makeFolder, writeWhole } from '../../../core/write-file.js'
import { sha256 } from '../../../tlc/jar.js'
import type { TlcRequest } from '../../../tlc/run.js'
import { livenessRow, orderRow, safetyRow } from './result.js'

const livenessAnswer = livenessRow
  .pick({ verdict: true, breaks: true, length: true })
  .extend({ states: z.number().int().nonnegative() })

const answerSchema = z.strictObject({
  tlc: z.string(),
  rows: z.union([z.array(safetyRow), z.array(orderRow), z.array(livenessAnswer)]),
})

/** Part of the key, so that a change of how answers are read or stored discards the old ones. */
const format = 'peerup-lattice-answers/2'

/** The checksum tells a damaged file from an answer. */
const storedSchema = z.strictObject({
  question: z.string(),
  answer: z.string(),
  sha256: z.string(),
})

export type CachedAnswer = z.infer<typeof answerSchema>

/** Answers of TLC that outlive an interrupted run. */
export type AnswerCache = {
  /** The answer that an earlier run stored; null if there is none, or if its file has changed since. */
  find(request: TlcRequest): CachedAnswer | null
  store(request: TlcRequest, answer: CachedAnswer): void
  /** Removes all answers: the run after a complete one asks TLC again. */
  clear(): void
  /** Why stored answers were ignored. */
  notes: readonly string[]
}

/**
 * Opens the answers below `cache` that belong to this specification and this jar; a change of either
 * starts with none.
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
    find(request) {
      const file = fileOf(request)
      if (!existsSync(file)) return null
      const answer = readStored(file, textOf(request))
      if (typeof answer !== 'string') return answer
      notes.push(`a stored answer was ignored: ${answer}`)
      return null
    },
    store(request, answer) {
      makeFolder(cache, key)
      const text = JSON.stringify(answer)
      const stored = { question: textOf(request), answer: text, sha256: digest([text]) }
      writeWhole(fileOf(request), `${JSON.stringify(stored)}\n`)
    },
    clear: () => rmSync(own, { recursive: true, force: true }),
  }
}

/** The answer in a file, or the reason why the file has none. */
function readStored(file: string, question: string): CachedAnswer | string {
  try {
    const stored = storedSchema.safeParse(readJson(file, 'mapping'))
    if (!stored.success) return 'it is malformed'
    if (stored.data.question !== question) return 'it answers another question'
    if (stored.data.sha256 !== digest([stored.data.answer])) return 'it is damaged'
    const answer = answerSchema.safeParse(JSON.parse(stored.data.answer))
    return answer.success ? answer.data : 'it is malformed'
  } catch (error) {
    return (error as PeerupError).message
  }
}

const textOf = ({ module, modules, config }: TlcRequest): string =>
  JSON.stringify([module, modules, config])

/** Every module of a specification, because which of them a question needs is not known beforehand. */
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
