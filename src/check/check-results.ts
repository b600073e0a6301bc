import { PeerupError } from '../core/error.js'
import type { Model } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { modelIsAsExpected, replayIsAsExpected } from '../report/as-expected.js'
import type { ModelRow, ReplayRow } from '../report/results.js'
import type { CheckedModel, CheckModelOptions } from './check-model.js'

/** The results of a check so far. A later failure removes none of them. */
export class CheckResults {
  readonly counterexamples: ReplayRow[] = []
  /** Replays of sets of changes that are no named variant. */
  readonly sets: ReplayRow[] = []
  readonly drawn: ReplayRow[] = []
  /** TLC's answers by question, for models that are one model. */
  readonly answers: NonNullable<CheckModelOptions['answers']> = new Map()
  readonly #models: readonly Model[]
  readonly #checked = new Map<Model, CheckedModel>()
  readonly #failures: PeerupError[] = []

  constructor(models: readonly Model[]) {
    this.#models = models
  }

  keep(model: Model, checked: CheckedModel): void {
    this.#checked.set(model, checked)
  }

  /** Rows of all models, or of one, in the order of the models. */
  rows(model?: Model): ModelRow[] {
    const models = model === undefined ? this.#models : [model]
    return models.flatMap((one) => this.#checked.get(one)?.rows ?? [])
  }

  /** `12 states, as expected` */
  summaryOf(model: Model): string {
    const rows = this.rows(model)
    const states = Math.max(0, ...rows.map((row) => row.states ?? 0))
    const unexpected = rows.filter((row) => !modelIsAsExpected(row)).length
    return unexpected === 0 ? `${states} states, as expected` : `${unexpected} NOT as expected`
  }

  /** The rows for the committed documents, and those that only `--deep` adds. */
  usualAndDeep(): { usual: ModelRow[]; deep: ModelRow[] } {
    const names = new Set(
      this.#models.flatMap(({ name, properties }) =>
        properties.filter((one) => one.deep).map(({ property }) => `${name} ${property}`),
      ),
    )
    const isDeep = (row: ModelRow) => names.has(`${row.model} ${row.property}`)
    const rows = this.rows()
    return { usual: rows.filter((row) => !isDeep(row)), deep: rows.filter(isDeep) }
  }

  traces(): Trace[] {
    return this.#models.flatMap((model) => this.#checked.get(model)?.traces ?? [])
  }

  /** The version of TLC; empty if it never ran. */
  tlc(): string {
    return [...this.#checked.values()].find(({ tlc }) => tlc !== '')?.tlc ?? ''
  }

  /** Keeps the reason why a result is missing; a shared cause once. Throws an error that is no PeerupError. */
  fail(error: unknown): PeerupError {
    if (!(error instanceof PeerupError)) throw error
    const known = this.#failures.some(
      ({ message, fix }) => message === error.message || (fix !== undefined && fix === error.fix),
    )
    if (!known) this.#failures.push(error)
    return error
  }

  failures(): readonly PeerupError[] {
    return this.#failures
  }

  /** Whether all results that exist are as expected. `failures` has the reasons for missing ones. */
  areAsExpected(): boolean {
    const replays = [...this.counterexamples, ...this.sets, ...this.drawn]
    return (
      this.rows()
        .filter((row) => row.verdict !== 'not-run')
        .every(modelIsAsExpected) &&
      replays.filter((row) => row.verdict !== 'not-run').every(replayIsAsExpected)
    )
  }
}

/** The rows of a model without a verdict of TLC. */
export function uncheckedModel(
  model: Model,
  verdict: 'error' | 'not-run',
  why: string,
): CheckedModel {
  const { name, variant, scenario, topology } = model
  const rows = model.properties.map(({ property, expected }) => ({
    ...{ model: name, variant, scenario, topology, property, expected, verdict, why },
    ...{ states: null, depth: null, seconds: 0, trace: null },
  }))
  return { rows, traces: [], tlc: '' }
}
