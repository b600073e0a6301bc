import type { Trace } from '../core/trace.js'
import type { Diagram } from '../diagram/render.js'
import type { ReplayRow } from '../report/results.js'
import type { DeepResults } from './measured.js'
import type { Study, StudyDocument } from './study.js'

/** The results of all studies of a check, in their order. */
export class StudyList {
  readonly #studies: readonly Study[]

  constructor(studies: readonly Study[]) {
    this.#studies = studies
  }

  /** The result of each finished study, by its name. */
  results(): Record<string, unknown> {
    const results = this.#studies.map(({ name, result }) => [name, result()] as const)
    return Object.fromEntries(results.filter(([, result]) => result !== null))
  }

  notes(): string[] {
    return this.#studies.flatMap((study) => study.notes?.() ?? [])
  }

  deviations(): string[] {
    return this.#studies.flatMap((study) => study.deviations?.() ?? [])
  }

  traces(): Trace[] {
    return this.#studies.flatMap((study) => study.traces?.() ?? [])
  }

  namelessTraces(): Trace[] {
    return this.#studies.flatMap((study) => study.namelessTraces?.() ?? [])
  }

  publishedTraces(): Trace[] {
    return this.#studies.flatMap((study) => study.publishedTraces?.() ?? [])
  }

  pictures(): Diagram[] {
    return this.#studies.flatMap((study) => study.pictures?.() ?? [])
  }

  deepRows(): Record<string, unknown> {
    return Object.assign({}, ...this.#studies.map((study) => study.deepRows?.() ?? {}))
  }

  deepSections(deep: DeepResults): string[] {
    return this.#studies.flatMap((study) => study.deepSections?.(deep) ?? [])
  }

  documents(root: string, replays: readonly ReplayRow[]): StudyDocument[] {
    return this.#studies.flatMap((study) => study.documents?.(root, replays) ?? [])
  }

  keepMeasurements(root: string): void {
    for (const study of this.#studies) study.keepMeasurements?.(root)
  }
}
