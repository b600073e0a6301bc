import { PeerupError } from '../core/error.js'
import type { Model } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { modelIsAsExpected, replayIsAsExpected } from '../report/as-expected.js'
import type { ModelRow, ReplayRow } from '../report/results.js'
import type { CheckedModel } from './check-model.js'

/** What a check has found so far. Whatever fails later, what is here stays. */
export class CheckResults {
  readonly counterexamples: ReplayRow[] = []
  /** Of sets of changes that have no name as a variant. */
  readonly sets: ReplayRow[] = []
  readonly drawn: ReplayRow[] = []
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

  /** The rows that the committed documents are made of, and those that only `--deep` adds. */
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

  /** The version of TLC; empty if it never came to run. */
  tlc(): string {
    return [...this.#checked.values()].find(({ tlc }) => tlc !== '')?.tlc ?? ''
  }

  /** Notes what stood in the way of a result. A cause that strikes everything alike is told once. */
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

  /** Whether everything that ran came out as expected. What could not run is among the failures. */
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

/** A model that TLC came to no verdict about. */
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
