import type { Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import type { Diagram } from '../diagram/render.js'
import type { ModelRow, ReplayRow } from '../report/results.js'
import type { DeepResults } from './measured.js'

export type StudyOptions = {
  specification: Specification
  jar: string
  /** Whether to answer also questions that take minutes. */
  deep: boolean
  signal: AbortSignal
}

/** The rows that a check has before it makes a study. */
export type StudyInput = { models: readonly ModelRow[]; replays: readonly ReplayRow[] }

/**
 * A question that a check answers beside the models of a specification, or a document about measurements.
 * A study owns its schema, its document and its words, and keeps its result as soon as it has it. One
 * place registers the studies of a check, in the order in which the check makes them.
 */
export type Study = {
  /** The study's name in the results, and in `docs/reference`. */
  name: string
  /** The title of its stage; null for a study that only writes a document. */
  title: string | null
  /** Its subject in a phrase, for a run that was interrupted before it. */
  subject: string
  /** Whether it needs the rows of replays, and so comes after them. */
  needsReplays?: boolean
  /** Whether the specification asks for it. */
  isAsked(): boolean
  /** Makes the study; rejects with the error that prevented it. */
  make(input: StudyInput, say: (text: string) => void): Promise<void>
  /** Its part of the check's result; null before it is finished, or if it has none. */
  result(): unknown
  /** Sentences for the overview of a check. */
  notes?(): readonly string[]
  /** Deviations from what it argues, a sentence each. */
  deviations?(): string[]
  /** Counterexamples that a check predicts and replays in every variant. */
  traces?(): readonly Trace[]
  /** Counterexamples of sets without a name. The replay in their own set comes after all others. */
  namelessTraces?(): readonly Trace[]
  /** Those of its traces that a check writes. */
  publishedTraces?(): readonly Trace[]
  /** Pictures that show no trace. */
  pictures?(): readonly Diagram[]
  /** Rows that only a deep check adds, for `docs/measured/deep.json`. */
  deepRows?(): Record<string, unknown>
  /** Sections of the results document about the kept rows of a deep check. */
  deepSections?(deep: DeepResults): string[]
  /** Its documents, with the measurements below `root`. */
  documents?(root: string, replays: readonly ReplayRow[]): readonly StudyDocument[]
  /** Writes its measurements to `docs/measured` below `root`. */
  keepMeasurements?(root: string): void
  /** What an interrupted study keeps, in a sentence. */
  keptWhenInterrupted?: string
}

/** A generated file of `docs/reference`; `about` describes it in the index, and pictures have none. */
export type StudyDocument = { file: string; about?: string; text: string }

export type StartStudies = (options: StudyOptions) => Study[]
