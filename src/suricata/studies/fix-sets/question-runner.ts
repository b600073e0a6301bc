import pMap from 'p-map'
import { runTlc } from '../../../tlc/run.js'
import type { AnswerCache, CachedAnswer } from './answer-cache.js'
import type { LivenessAnswer, Question, QuestionOptions } from './question.js'
import type { OrderRow, SafetyRow } from './result.js'
import { explainUnread } from './unread-error.js'

export type QuestionRunnerOptions = QuestionOptions & { onProgress?: (text: string) => void }

type AnswerRow = SafetyRow | LivenessAnswer | OrderRow

/** Each question runs in a JVM with one worker. */
const concurrency = 2

/** Answers questions with TLC, or with the answers that an earlier run stored. */
export class QuestionRunner {
  answered = 0
  resumed = 0
  tlc = ''
  readonly #options: QuestionRunnerOptions
  readonly #cache: AnswerCache
  readonly #stop = new AbortController()

  constructor(options: QuestionRunnerOptions, cache: AnswerCache) {
    this.#options = options
    this.#cache = cache
  }

  async ask<Row extends AnswerRow>(question: Question<Row>): Promise<Row[]> {
    const cached = this.#cache.find(question.request)
    const { tlc, rows } = cached ?? (await this.#run(question))
    if (cached !== null) this.resumed++
    this.answered++
    this.tlc = tlc
    this.#report(question.label)
    return rows as Row[]
  }

  /** Runs two tasks at a time. The first failure stops the other task; it is thrown once both have ended. */
  async all(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    const failures: unknown[] = []
    const attempt = async (task: () => Promise<void>) => {
      if (failures.length > 0) return
      try {
        await task()
      } catch (error) {
        failures.push(error)
        this.#stop.abort(error)
      }
    }
    await pMap(tasks, attempt, { concurrency })
    if (failures.length > 0) throw failures[0]
  }

  async #run(question: Question<AnswerRow>): Promise<CachedAnswer> {
    const { jar, signal } = this.#options
    const signals = [this.#stop.signal, ...(signal === undefined ? [] : [signal])]
    const run = await runTlc(question.request, { jar, signal: AbortSignal.any(signals) }).catch(
      (error: unknown) => {
        throw explainUnread(error)
      },
    )
    const answer = { tlc: run.version, rows: question.read(run) as CachedAnswer['rows'] }
    this.#cache.store(question.request, answer)
    return answer
  }

  #report(label: string): void {
    const earlier = this.resumed === 0 ? '' : `, ${this.resumed} of them in an earlier run`
    this.#options.onProgress?.(`${label}: ${this.answered} questions answered${earlier}`)
  }
}
