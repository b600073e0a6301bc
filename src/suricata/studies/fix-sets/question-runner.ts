import pMap from 'p-map'
import { runTlc } from '../../../tlc/run.js'
import type { AnswerCache, CachedAnswer } from './answer-cache.js'
import type { Question, QuestionOptions } from './question.js'
import type { LivenessRow, SafetyRow } from './result.js'

export type QuestionRunnerOptions = QuestionOptions & { onProgress?: (text: string) => void }

/** Each of them is a JVM with one worker. */
const atOnce = 2

/** Asks TLC, or takes up what it answered an earlier run. */
export class QuestionRunner {
  asked = 0
  resumed = 0
  tlc = ''
  readonly #options: QuestionRunnerOptions
  readonly #answers: AnswerCache
  readonly #stop = new AbortController()

  constructor(options: QuestionRunnerOptions, answers: AnswerCache) {
    this.#options = options
    this.#answers = answers
  }

  async ask<Row extends SafetyRow | LivenessRow>(question: Question<Row>): Promise<Row[]> {
    const kept = this.#answers.take(question.request)
    const { tlc, rows } = kept ?? (await this.#run(question))
    if (kept !== null) this.resumed++
    this.asked++
    this.tlc = tlc
    this.#say(question.label)
    return rows as Row[]
  }

  /** Does two at a time. The first failure ends the other one too, and is thrown once all have ended. */
  async all(asks: readonly (() => Promise<void>)[]): Promise<void> {
    const failures: unknown[] = []
    const attempt = async (ask: () => Promise<void>) => {
      if (failures.length > 0) return
      try {
        await ask()
      } catch (error) {
        failures.push(error)
        this.#stop.abort(error)
      }
    }
    await pMap(asks, attempt, { concurrency: atOnce })
    if (failures.length > 0) throw failures[0]
  }

  async #run(question: Question<SafetyRow | LivenessRow>): Promise<CachedAnswer> {
    const { jar, signal } = this.#options
    const signals = [this.#stop.signal, ...(signal === undefined ? [] : [signal])]
    const run = await runTlc(question.request, { jar, signal: AbortSignal.any(signals) })
    const answer = { tlc: run.version, rows: question.read(run) as CachedAnswer['rows'] }
    this.#answers.keep(question.request, answer)
    return answer
  }

  #say(label: string): void {
    const earlier = this.resumed === 0 ? '' : `, ${this.resumed} of them in an earlier run`
    this.#options.onProgress?.(`${label}: ${this.asked} questions answered${earlier}`)
  }
}
