import type { Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import type { Diagram } from '../diagram/render.js'
import type { ModelRow, ReplayRow } from '../report/results.js'
import type { DeepResults } from './measured.js'

export type StudyOptions = {
  specification: Specification
  jar: string
  /** Whether to ask also what takes minutes. */
  deep: boolean
  signal: AbortSignal
}

/** What a check has found before a study is made. */
export type StudyInput = { models: readonly ModelRow[]; replays: readonly ReplayRow[] }

/**
 * Something that a check asks of a specification beside its models, or a document that it writes of what
 * was measured. A study owns its schema, its document and its words; it keeps its result from when it is
 * there. `studies` of a check are registered in one place, in the order in which they are made.
 */
export type Study = {
  /** The study's name in the results, and in `docs/reference`. */
  name: string
  /** The title of its stage; null for a study that asks nothing and only writes a document. */
  title: string | null
  /** What it is about, in a phrase, for a run that did not come to it. */
  subject: string
  /** Whether it is made of replays, and so after them. */
  needsReplays?: boolean
  /** Whether the specification asks for it. */
  isAsked(): boolean
  /** Makes the study; rejects with what stood in its way. */
  make(input: StudyInput, say: (text: string) => void): Promise<void>
  /** What a check puts out of it; null before it is made, or if it has nothing to put out. */
  result(): unknown
  /** Sentences that belong to the overview of a check. */
  notes?(): readonly string[]
  /** Deviations from what was argued, a sentence each. */
  deviations?(): string[]
  /** Counterexamples that are predicted and replayed in every variant. */
  traces?(): readonly Trace[]
  /** Counterexamples of variants without a name; their own replay comes after all others. */
  namelessTraces?(): readonly Trace[]
  /** Those of its traces that are kept in the tree. */
  publishedTraces?(): readonly Trace[]
  /** Pictures that are of no trace. */
  pictures?(): readonly Diagram[]
  /** Rows that only a deep check adds, for `docs/measured/deep.json`. */
  deepRows?(): Record<string, unknown>
  /** Sections of the results that quote rows which a deep check has kept. */
  deepSections?(deep: DeepResults): string[]
  /** Its documents; `root` has what was measured. */
  documents?(root: string, replays: readonly ReplayRow[]): readonly StudyDocument[]
  /** Keeps what it measured in `docs/measured` of `root`. */
  keepMeasurements?(root: string): void
  /** What is kept of a study that was interrupted, in a sentence. */
  keptWhenInterrupted?: string
}

/** A generated file of `docs/reference`; `about` says what it has, for the index: pictures have none. */
export type StudyDocument = { file: string; about?: string; text: string }

export type StartStudies = (options: StudyOptions) => Study[]
