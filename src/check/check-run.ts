import type { PeerupError } from '../core/error.js'
import type { Model, Specification } from '../core/manifest.js'
import type { CheckResult } from '../report/check-result.js'
import { findJar } from '../tlc/jar.js'
import { CheckResults } from './check-results.js'
import type { CheckSettings } from './check-settings.js'
import { checkAndKeep } from './model-stage.js'
import { outputRoot } from './output-root.js'
import { ReplayStages } from './replay-stages.js'
import { isWhole, selectModels } from './select.js'
import type { Study } from './study.js'
import { StudyList } from './study-list.js'
import { writeResults } from './write-results.js'

type Say = (text: string) => void

/** Finds out whether this machine can replay. Throws `usage` for a selection of names that do not exist. */
export async function startCheck(settings: CheckSettings): Promise<CheckRun> {
  const models = selectModels(settings.specification, settings.selection)
  const run = new CheckRun(settings, models, await findJar())
  if (settings.replay) {
    await settings.adapter.expectUsable().catch((error: unknown) => run.missReplays(error))
  }
  return run
}

/**
 * One run of `check`, stage by stage. A stage that fails costs its own results and no others: the run
 * keeps each result as soon as it has it.
 */
export class CheckRun {
  readonly models: readonly Model[]
  /** In the order in which the run makes them. */
  readonly studies: readonly Study[]
  readonly #settings: CheckSettings
  readonly #jar: string
  readonly #start = performance.now()
  readonly #results: CheckResults
  readonly #replays: ReplayStages
  readonly #studyList: StudyList
  readonly #finished = new Set<Study>()
  #written = ''

  constructor(settings: CheckSettings, models: readonly Model[], jar: string) {
    this.#settings = settings
    this.models = models
    this.#jar = jar
    this.#results = new CheckResults(models)
    this.studies = settings.startStudies({ ...settings, jar })
    this.#studyList = new StudyList(isWhole(settings.selection) ? this.studies : [])
    const results = this.#results
    this.#replays = new ReplayStages({ settings, jar, models, results, studies: this.#studyList })
  }

  get specification(): Specification {
    return this.#settings.specification
  }

  /** Whether the signal ended the run early; the results that it has still count. */
  isInterrupted(): boolean {
    return this.#settings.signal.aborted
  }

  checkModel(model: Model, say: Say): Promise<void> {
    const [settings, results] = [this.#settings, this.#results]
    return checkAndKeep(model, { settings, jar: this.#jar, results }, say)
  }

  summaryOf(model: Model): string {
    return this.#results.summaryOf(model)
  }

  /** Why the run leaves a study out; null if it makes it. */
  studySkipped(study: Study): string | null {
    if (!isWhole(this.#settings.selection)) return 'not in a run of some models only'
    if (!study.isAsked()) return 'not asked by this specification'
    return study.needsReplays === true ? this.replaySkipped() : null
  }

  /** Whether the run has finished a study. */
  isMade(study: Study): boolean {
    return this.#finished.has(study)
  }

  async makeStudy(study: Study, say: Say): Promise<void> {
    // A study gets the same rows with and without --deep, so that --deep changes no verdict.
    const input = { models: this.#results.usualAndDeep().usual, replays: this.result().replays }
    try {
      await study.make(input, say)
      this.#finished.add(study)
    } catch (error) {
      if (!this.isInterrupted()) this.#results.fail(error)
    }
  }

  deviations(): string[] {
    return this.#studyList.deviations()
  }

  notes(): string[] {
    return this.#studyList.notes()
  }

  /** Notes that this machine cannot replay; the other stages go on. */
  missReplays(error: unknown): void {
    this.#replays.giveUp(error)
  }

  replaySkipped(): string | null {
    return this.#replays.skipped()
  }

  /** Predicts which variants reproduce each counterexample, and at which step the others leave it. */
  predictReplays(): Promise<void> {
    return this.#replays.predict()
  }

  /** Why the run follows no counterexample; null if it does. */
  followSkipped(): string | null {
    const { follow } = this.specification.manifest
    return follow === undefined ? 'not asked by this specification' : null
  }

  predictSummary(): string {
    return `${this.#replays.predictionCount()} counterexamples`
  }

  replayCounterexamples(say: Say): Promise<void> {
    return this.#replays.replayCounterexamples(say)
  }

  /** Why the run replays no set of changes without a name; null if it does. */
  setsSkipped(): string | null {
    const hasSets = this.studies.some(
      (study) => study.namelessTraces !== undefined && this.studySkipped(study) === null,
    )
    return hasSets ? null : 'no variant without a name'
  }

  replaySets(say: Say): Promise<void> {
    return this.#replays.replaySets(say)
  }

  replayDrawn(say: Say): Promise<void> {
    return this.#replays.replayDrawn(say)
  }

  replaySummary(which: 'counterexamples' | 'sets' | 'drawn'): string {
    return this.#replays.summary(which)
  }

  /** Why the run writes nothing; null if it writes. */
  writeSkipped(): string | null {
    if (outputRoot(this.#settings) === null)
      return 'Nothing written: the options leave out a part of the check (--out writes anyway)'
    const isIncomplete = this.failures().length > 0 || this.replaySkipped() !== null
    return isIncomplete && this.#settings.out === null
      ? 'Nothing written: a part of the check did not run (--out writes anyway)'
      : null
  }

  async write(say: Say): Promise<void> {
    const settings = this.#settings
    const root = outputRoot(settings)
    if (root === null) return
    const [models, results, studies] = [this.models, this.#results, this.#studyList]
    const written = { settings, models, results, studies, check: this.result() }
    try {
      this.#written = await writeResults(root, written, say)
    } catch (error) {
      // An interruption ends the drawing too, and the command reports it already.
      if (!this.isInterrupted()) this.#results.fail(error)
    }
  }

  writeSummary(): string {
    return this.#written === '' ? 'failed' : this.#written
  }

  result(): CheckResult {
    return {
      format: 'peerup-check/1',
      tlc: this.#results.tlc(),
      models: this.#results.rows(),
      replays: this.#replays.rows(),
      ...this.#studyList.results(),
      seconds: (performance.now() - this.#start) / 1000,
    }
  }

  /** Errors that stood in the way of results. */
  failures(): readonly PeerupError[] {
    return this.#results.failures()
  }

  isAsExpected(): boolean {
    return this.#results.areAsExpected() && this.deviations().length === 0
  }
}
